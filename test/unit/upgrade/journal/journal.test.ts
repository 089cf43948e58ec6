import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Bug } from '../../../../src/errors.ts'
import { encodeLine, firstSum } from '../../../../src/formats/journal-line.ts'
import { createJournal, openJournal, readJournal, readPlan, reopenJournal, type Journals } from '../../../../src/upgrade/journal/journal.ts'
import { aPlan } from '../../../support/a-plan.ts'
import type { Meddler } from '../../../support/meddler.ts'
import { powerCut } from '../../../support/power-cut.ts'
import { emptyDisk, SimulatedDisk } from '../../../support/simulated-disk.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const plan = aPlan()
const path = `/j/${plan.transaction}.jsonl`
const quiet: Meddler = { before: async () => ({ kind: 'go' }), after: () => {} }

function journalsOn(disk: SimulatedDisk): Journals {
  return { disk, clock: { nowMs: () => 5 }, directory: '/j' }
}

/** A journal of a plan and two entries, as lines. */
async function threeLines(): Promise<{ readonly journals: Journals; readonly disk: SimulatedDisk; readonly lines: readonly string[] }> {
  const disk = new SimulatedDisk(emptyDisk, quiet)
  const journals = journalsOn(disk)
  const journal = await createJournal(journals, plan)
  await journal.append({ entry: 'began', step: 'lease' })
  await journal.append({ entry: 'ended', step: 'lease' })
  const text = Buffer.from(await disk.read(path, 1e6) ?? []).toString()
  return { journals, disk, lines: text.split('\n').slice(0, -1).map((line) => `${line}\n`) }
}

async function holding(text: string): Promise<Journals> {
  const disk = new SimulatedDisk(emptyDisk, quiet)
  await disk.makeDirectory('/j', 0o700)
  await disk.create(path, Buffer.from(text), 0o600)
  return journalsOn(disk)
}

async function entriesOf(text: string): Promise<readonly string[]> {
  const { disk } = await holding(text)
  return ((await readJournal(disk, path))?.entries ?? []).map(({ entry }) => entry.entry)
}

describe('the journal on disk', () => {
  test('survives losing everything that is not synced, from its first entry on', async () => {
    const { disk } = await threeLines()
    const after = new SimulatedDisk(powerCut(disk.state, () => 0), quiet)
    assert.deepEqual((await readJournal(after, path))?.entries.map(({ number, atMs, entry }) => [number, atMs, entry.entry]), [[1, 5, 'planned'], [2, 5, 'began'], [3, 5, 'ended']])
  })

  test('F38 a torn last line never happened, wherever it is torn', async () => {
    const { lines: [first = '', second = '', third = ''] } = await threeLines()
    for (let length = 0; length < third.length; length++) assert.deepEqual(await entriesOf(first + second + third.slice(0, length)), ['planned', 'began'])
  })

  test('F38 a last line that kept its length but not its bytes never happened', async () => {
    const { lines: [first = '', second = '', third = ''] } = await threeLines()
    assert.deepEqual(await entriesOf(first + second + '\0'.repeat(third.length)), ['planned', 'began'])
    assert.deepEqual(await entriesOf(first + second + '\0'.repeat(20) + third.slice(20)), ['planned', 'began'])
  })

  test('F38 damage in the middle is a failure, never a guess', async () => {
    const { lines: [first = '', second = '', third = ''] } = await threeLines()
    for (const text of [first + second.replace('lease', 'leasf') + third, first + third + second, first + second + second + third, second + third + third, first.replace('2.0.0', '2.0.1') + second + third]) {
      await rejectsWithFailure('DATA', /line \d/, entriesOf(text))
    }
  })

  test('F38 an entry of a later version is not dropped as torn', async () => {
    const { lines: [first = ''] } = await threeLines()
    const sum = first.slice(8, 24)
    const future = encodeLine({ number: 2, previousSum: sum, body: { atMs: 1, entry: 'paused' } }).text
    await rejectsWithFailure('DATA', /does not know/, entriesOf(first + future))
  })

  test('F38 a plan of a later schema is not run', async () => {
    const future = encodeLine({ number: 1, previousSum: firstSum, body: { atMs: 1, entry: 'planned', plan: { ...plan, schema: 2 } } }).text
    await rejectsWithFailure('DATA', /does not know/, entriesOf(future))
  })

  test('F38 no bytes at all: nothing began', async () => {
    assert.equal(await openJournal(await holding(''), plan.transaction), null)
  })

  test('the plan can be read when nothing after it can', async () => {
    const { lines: [first = '', second = '', third = ''] } = await threeLines()
    assert.deepEqual(await readPlan((await holding(first + third + second)).disk, path), plan)
    assert.equal(await readPlan((await holding(second + third)).disk, path), null)
  })
})

describe('writing', () => {
  test('an opened journal goes on behind its last whole line', async () => {
    const { lines } = await threeLines()
    const journals = await holding(`${lines.join('')}{"sum":"torn`)
    const journal = await openJournal(journals, plan.transaction)
    await journal?.append({ entry: 'began', step: 'keep' })
    assert.equal((await readJournal(journals.disk, path))?.entries.length, 4)
  })

  test('what was read is durable once the journal is open, also lines that nobody synced', async () => {
    const { lines } = await threeLines()
    const journals = await holding(lines.join(''))
    await openJournal({ ...journals }, plan.transaction)
    const disk = journals.disk as SimulatedDisk
    await disk.syncDirectory('/')
    assert.equal((await readJournal(new SimulatedDisk(powerCut(disk.state, () => 0), quiet), path))?.entries.length, 3)
  })

  test('a closed journal is opened to say more: written anew, without a torn line, and durable', async () => {
    const { lines } = await threeLines()
    const journals = await holding(`${lines.join('')}{"sum":"torn`)
    const journal = await reopenJournal(journals, plan.transaction)
    await journal.append({ entry: 'began', step: 'keep' })
    const disk = journals.disk as SimulatedDisk
    await disk.syncDirectory('/')
    assert.equal((await readJournal(new SimulatedDisk(powerCut(disk.state, () => 0), quiet), path))?.entries.length, 4)
    await rejectsWithFailure('DATA', /is gone/, reopenJournal(journals, 'another'))
  })

  test('F04 after a failed fsync the journal is written anew, and goes on', async () => {
    let failures = 0
    const disk = new SimulatedDisk(emptyDisk, { before: async ({ kind, path: on }) => (kind === 'syncFile' && on === path && failures++ === 1 ? { kind: 'fail', code: 'IO', afterBytes: 0 } : { kind: 'go' }), after: () => {} })
    const journal = await createJournal(journalsOn(disk), plan)
    await journal.append({ entry: 'began', step: 'lease' })
    const after = new SimulatedDisk(powerCut(disk.state, () => 0), quiet)
    assert.equal((await readJournal(after, path))?.entries.length, 2)
  })

  test('a journal that cannot be written says so, and goes on saying so', async () => {
    let full = false
    const disk = new SimulatedDisk(emptyDisk, { before: async () => (full ? { kind: 'fail', code: 'CANT_CREATE', afterBytes: 0 } : { kind: 'go' }), after: () => {} })
    const journal = await createJournal(journalsOn(disk), plan)
    full = true
    await rejectsWithFailure('CANT_CREATE', /cannot/, journal.append({ entry: 'began', step: 'lease' }))
    full = false
    await rejectsWithFailure('CANT_CREATE', /cannot/, journal.append({ entry: 'began', step: 'lease' }))
    journal.remember({ entry: 'began', step: 'lease' })
    assert.deepEqual(journal.state.begun, ['lease'])
  })

  test('an entry that cannot follow is a bug of the writer', async () => {
    const journal = await createJournal(journalsOn(new SimulatedDisk(emptyDisk, quiet)), plan)
    await assert.rejects(journal.append({ entry: 'began', step: 'swap' }), Bug)
  })
})
