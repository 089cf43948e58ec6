import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { stepsAfterwardsOf, stepsBeforeOf, type Entry } from '../../../../src/upgrade/journal/entry.ts'
import { createJournal } from '../../../../src/upgrade/journal/journal.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { floorOf, foundIll, historyOf, lastSeen, lastWordsOf, plansOf, readRecords } from '../../../../src/upgrade/memory/records.ts'
import { aPlan } from '../../../support/a-plan.ts'

const stepsAfterwards = stepsAfterwardsOf({})
const stepsBefore = stepsBeforeOf({})

const root = mkdtempSync(join(tmpdir(), 'app-upgrade-records-'))
after(() => rmSync(root, { recursive: true }))
let folders = 0
const aDirectory = (): string => join(root, String(folders++))

const stepsDone = (steps: readonly (typeof stepsBefore | typeof stepsAfterwards)[number][number][]): Entry[] =>
  steps.flatMap((step) => [{ entry: 'began', step }, { entry: 'ended', step }] as Entry[])
const upgraded: readonly Entry[] = [
  ...stepsDone([...stepsBefore]), { entry: 'confirmed' }, ...stepsDone([...stepsAfterwards]),
  { entry: 'closed', outcome: 'upgraded', running: '2.0.0', reason: null, downtimeMs: 120 },
]
const ill: readonly Entry[] = [
  ...stepsDone(stepsBefore.slice(0, -1)), { entry: 'began', step: 'watch' },
  { entry: 'failed', step: 'watch', code: 'ROLLED_BACK', message: "unit 'acme.service' failed" },
  ...stepsBefore.toReversed().flatMap((step) => [{ entry: 'undoing', step }, ...(step === 'restart' ? [{ entry: 'noted', about: 'system-journal', unit: 'acme.service', lines: ['cannot bind'] }] : []), { entry: 'undone', step }] as Entry[]),
  { entry: 'closed', outcome: 'rolled-back', running: '1.0.0', reason: "unit 'acme.service' failed", downtimeMs: 900 },
]
const interrupted: readonly Entry[] = [
  ...stepsDone(stepsBefore.slice(0, 4)),
  ...stepsBefore.slice(0, 4).toReversed().flatMap((step) => [{ entry: 'undoing', step }, { entry: 'undone', step }] as Entry[]),
  { entry: 'closed', outcome: 'rolled-back', running: '1.0.0', reason: "it was interrupted in 'swap'", downtimeMs: null },
]

async function written(directory: string, plan: Plan, entries: readonly Entry[]): Promise<void> {
  const journal = await createJournal({ disk, clock: { nowMs: () => 1_700_000_000_000 }, directory }, plan)
  for (const entry of entries) await journal.append(entry)
}

test('no directory, no records', async () => {
  assert.deepEqual(await readRecords(disk, join(root, 'none')), [])
})

test('history is the same fold, printed', async () => {
  const directory = aDirectory()
  await written(directory, aPlan({ transaction: '20260101T000000Z-000001' }), upgraded)
  await written(directory, aPlan({ transaction: '20260102T000000Z-000002' }), [{ entry: 'began', step: 'lease' }])
  const [first, second] = historyOf(await readRecords(disk, directory))
  assert.deepEqual([first?.outcome, first?.running, first?.downtimeMs, first?.because], ['upgraded', '2.0.0', 120, null])
  assert.deepEqual([second?.outcome, second?.running], ['open', null])
})

test('P12 what force passed over is in the history', async () => {
  const directory = aDirectory()
  await written(directory, { ...aPlan({ transaction: '20260101T000000Z-000001' }), forced: ['three uploads are under way'] }, upgraded)
  await written(directory, aPlan({ transaction: '20260102T000000Z-000002' }), upgraded)
  assert.deepEqual(historyOf(await readRecords(disk, directory)).map(({ forced }) => forced), [['three uploads are under way'], undefined])
})

test('what went back by hand is told from an upgrade', async () => {
  const directory = aDirectory()
  await written(directory, aPlan({ transaction: '20260101T000000Z-000001' }), upgraded)
  await written(directory, { ...aPlan({ transaction: '20260102T000000Z-000002' }), way: 'back' }, upgraded)
  assert.deepEqual(historyOf(await readRecords(disk, directory)).map(({ outcome, way }) => [outcome, way]), [['upgraded', 'on'], ['upgraded', 'back']])
})

test('F38 a damaged journal is an item of its own, one torn before its plan is none', async () => {
  const directory = aDirectory()
  await written(directory, aPlan({ transaction: '20260101T000000Z-000001' }), upgraded)
  appendFileSync(join(directory, '20260101T000000Z-000001.jsonl'), 'garbage\nmore\n')
  writeFileSync(join(directory, '20260102T000000Z-000002.damaged'), 'set aside')
  writeFileSync(join(directory, '20260103T000000Z-000003.jsonl'), '{"torn')
  const records = await readRecords(disk, directory)
  assert.deepEqual(historyOf(records).map((item) => item.outcome), ['damaged', 'damaged'])
  assert.deepEqual(plansOf(records), [])
})

test('I9 a version that was judged ill is remembered with its digest; one that was interrupted is not', async () => {
  const directory = aDirectory()
  await written(directory, aPlan({ transaction: '20260101T000000Z-000001' }), interrupted)
  assert.deepEqual(foundIll(await readRecords(disk, directory)), [])
  await written(directory, aPlan({ transaction: '20260102T000000Z-000002' }), ill)
  const [one, ...others] = foundIll(await readRecords(disk, directory))
  assert.deepEqual([one?.version, one?.sha256, others.length], ['2.0.0', 'a'.repeat(64), 0])
  assert.match(one?.because ?? '', /found ill on 2023-11-14: unit 'acme\.service' failed/)
})

test('I9 a restart that the bus or a shutdown prevented says nothing about the version', async () => {
  for (const code of ['UNAVAILABLE', 'TEMPORARY', 'BUG'] as const) {
    const directory = aDirectory()
    const prevented: readonly Entry[] = [...stepsDone(stepsBefore.slice(0, 5)), { entry: 'began', step: 'restart' }, { entry: 'failed', step: 'restart', code, message: 'no answer' }]
    await written(directory, aPlan(), prevented)
    assert.deepEqual(foundIll(await readRecords(disk, directory)), [], code)
  }
})

test('the last words of the failed version stay with its transaction', async () => {
  const directory = aDirectory()
  await written(directory, aPlan(), ill)
  const [record] = await readRecords(disk, directory)
  assert.ok(record?.state)
  assert.deepEqual(lastWordsOf(record.state), ['cannot bind'])
})

test('I6 J03 the floor is the highest version that was committed; what was only tried, or never had a version, does not count', async () => {
  const directory = aDirectory()
  assert.equal(floorOf([]), null)
  const planOf = (transaction: string, version: string): Plan => ({ ...aPlan({ transaction }), to: { ...aPlan().to, version } })
  const tried: readonly (readonly [string, readonly Entry[]])[] = [['1.9.0', upgraded], ['1.10.0', upgraded], ['3.0.0', ill], ['4.0.0', interrupted], ['adopted-00ff', upgraded], ['1.2.0', upgraded]]
  for (const [at, [version, entries]] of tried.entries()) await written(directory, planOf(`2026010${at + 1}T000000Z-00000${at}`, version), entries)
  assert.equal(floorOf(await readRecords(disk, directory)), '1.10.0')
  await written(directory, planOf('20260109T000000Z-000009', '2.0.0'), [...stepsDone([...stepsBefore]), { entry: 'confirmed' }])
  assert.equal(floorOf(await readRecords(disk, directory)), '2.0.0')
})

test('F25 the last moment that a journal saw, and which one', async () => {
  const directory = aDirectory()
  assert.equal(lastSeen([]), null)
  await written(directory, aPlan({ transaction: '20260101T000000Z-000001' }), upgraded)
  assert.deepEqual(lastSeen([...await readRecords(disk, directory), { transaction: 'damaged', state: null }]), { atMs: 1_700_000_000_000, transaction: '20260101T000000Z-000001' })
})

test('who is stuck has no time without service: nobody knows whether it is over', async () => {
  const directory = aDirectory()
  await written(directory, aPlan(), [...ill.slice(0, -1), { entry: 'closed', outcome: 'stuck', running: null, reason: 'neither starts', downtimeMs: 48 }])
  const [item] = historyOf(await readRecords(disk, directory))
  assert.deepEqual([item?.outcome, item?.downtimeMs], ['stuck', null])
})
