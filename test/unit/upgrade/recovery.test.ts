import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failure } from '../../../src/errors.ts'
import { recover } from '../../../src/upgrade/recovery.ts'
import { aHost, SimulatedHost, type Scenario } from '../../support/a-host.ts'
import { aState } from '../../support/a-plan.ts'
import { namesAt } from '../../support/simulated-disk.ts'
import { createJournal, journalPath } from '../../../src/upgrade/journal/journal.ts'
import { stepsBeforeOf } from '../../../src/upgrade/journal/entry.ts'

const stepsBefore = stepsBeforeOf({})

const links: Scenario = { name: 'links', layout: 'links', files: 1, from: 'ours', newVersion: 'well' }
const several: Scenario = { name: 'in-place', layout: 'in-place', files: 3, from: 'ours', newVersion: 'well' }
const journals = `${aState}/journals`

async function aDamagedHost(scenario: Scenario, damage: string): Promise<SimulatedHost> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const journal = await createJournal(host.journals, host.plan)
  await journal.append({ entry: 'began', step: 'lease' })
  await host.disk.append(journalPath(journals, host.plan.transaction), Buffer.from(damage))
  await journal.append({ entry: 'ended', step: 'lease' })
  return host
}

describe('recovery', () => {
  test('has nothing to do where nothing was left', async () => {
    const host = new SimulatedHost(links, await aHost(links))
    assert.deepEqual(await recover(host.journals, () => host.ports('live')), [])
  })

  test('a journal without a whole plan is discarded: nothing began', async () => {
    const host = new SimulatedHost(links, await aHost(links))
    await host.disk.makeDirectory(journals, 0o700)
    await host.disk.create(`${journals}/20261121T120000Z-000001.jsonl`, Buffer.from('{"sum":"12'), 0o600)
    assert.deepEqual((await recover(host.journals, () => host.ports('live'))).map(({ kind }) => kind), ['discarded'])
    assert.deepEqual(namesAt(host.state.disk, journals), [])
  })

  test('F38 a damaged journal is set aside, and one whole version is left alone', async () => {
    for (const swapped of ['no', 'yes']) {
      const host = await aDamagedHost(links, 'garbage\n')
      if (swapped === 'yes') await host.ports('live').layout.swap(host.plan)
      const [recovered] = await recover(host.journals, () => host.ports('live'))
      assert.deepEqual([recovered?.kind, recovered?.kind === 'damaged' && recovered.live, host.side], ['damaged', swapped === 'yes' ? 'new' : 'kept', swapped === 'yes' ? 'new' : 'old'])
      assert.deepEqual(namesAt(host.state.disk, journals), ['20261121T120000Z-000001.damaged'])
    }
  })

  test('F38 a mixture under a damaged journal is put back, never rolled forward', async () => {
    const host = await aDamagedHost(several, 'garbage\n')
    const { layout } = host.ports('live')
    await layout.keep(host.plan)
    await host.disk.copy(host.plan.files[0].newPath, '/usr/bin/new', { mode: 0o755, uid: 0, gid: 0 })
    await host.disk.rename('/usr/bin/new', host.plan.files[0].publicPath)
    assert.equal(host.side, 'mixed')
    await recover(host.journals, () => host.ports('live'))
    assert.equal(host.side, 'old')
  })

  test('F38 a damaged journal gives back a lease that it may have asked for', async () => {
    const host = await aDamagedHost(links, 'garbage\n')
    await host.ports('live').coordinator.ask(host.plan)
    await recover(host.journals, () => host.ports('live'))
    assert.equal(host.state.lease, 'free')
  })

  test('at boot nothing is restarted, and the account says that nobody judged the kept version', async () => {
    const host = new SimulatedHost(links, await aHost(links))
    const journal = await createJournal(host.journals, host.plan)
    for (const step of ['lease', 'keep', 'standby'] as const) {
      await journal.append({ entry: 'began', step })
      await journal.append({ entry: 'ended', step })
    }
    await journal.append({ entry: 'began', step: 'swap' })
    await host.ports('live').layout.swap(host.plan)
    const booted = new SimulatedHost(links, { ...host.state, daemon: { runs: null, starts: 1 } })
    const [recovered] = await recover(booted.journals, () => booted.ports('boot'))
    assert.ok(recovered?.kind === 'settled')
    assert.deepEqual([recovered.ending.closed.outcome, booted.side, booted.service.daemon.starts], ['rolled-back', 'old', 1])
    assert.match(recovered.ending.closed.reason ?? '', /interrupted in 'swap'; the kept version is back and starts later in this boot, nobody has judged it/)
  })
})

describe('recovery of an older transaction', () => {
  /** Confirmed, and then it could not let go of what it meant to. */
  async function confirmed(host: SimulatedHost, transaction: string): Promise<void> {
    const journal = await createJournal(host.journals, { ...host.plan, transaction })
    for (const step of stepsBefore) {
      await journal.append({ entry: 'began', step })
      await journal.append({ entry: 'ended', step })
    }
    await journal.append({ entry: 'confirmed' })
  }

  test('P16 what it meant to let go of may be the way back by now: only the youngest prunes', async () => {
    const host = new SimulatedHost(links, await aHost(links))
    for (const transaction of ['20261121T110000Z-000001', '20261121T120000Z-000002']) await confirmed(host, transaction)
    const youngest = journalPath(journals, '20261121T120000Z-000002')
    const text = await host.disk.read(youngest, 100_000)
    await host.disk.remove(youngest)
    const kept = await recover({ ...host.journals }, () => host.ports('live'))
    assert.deepEqual([kept.length, namesAt(host.state.disk, '/opt/acme/releases')], [1, ['1.0.0', '2.0.0']], 'alone it does')
    const other = new SimulatedHost(links, await aHost(links))
    await confirmed(other, '20261121T110000Z-000001')
    await other.disk.create(youngest, text ?? new Uint8Array(), 0o600)
    const layout = { ...other.ports('live').layout }
    const pruned: string[] = []
    await recover(other.journals, (plan) => ({ ...other.ports('live'), layout: { ...layout, discard: async () => void pruned.push(plan.transaction) } }))
    assert.deepEqual(pruned, ['20261121T120000Z-000002'])
  })
})

describe('recovery of a plan of another version', () => {
  test('a journal whose plan names what this version does not know keeps no other from being settled', async () => {
    const host = new SimulatedHost(links, await aHost(links))
    for (const transaction of ['20261121T110000Z-000001', '20261121T120000Z-000002']) {
      const journal = await createJournal(host.journals, { ...host.plan, transaction })
      await journal.append({ entry: 'began', step: 'lease' })
    }
    const unknown = (): never => { throw failure('CONFIG', "there is no layout 'of tomorrow'") }
    const recovered = await recover(host.journals, (plan) => (plan.transaction.endsWith('1') ? unknown() : host.ports('live')))
    assert.deepEqual(recovered.map(({ kind }) => kind), ['unsettled', 'settled'])
    assert.deepEqual((await recover(host.journals, () => host.ports('live'))).map(({ kind }) => kind), ['settled'])
  })

  test('F38 a damaged journal is set aside also when its plan names what this version does not know', async () => {
    const host = await aDamagedHost(links, 'garbage\n')
    const [recovered] = await recover(host.journals, () => { throw failure('CONFIG', "there is no layout 'of tomorrow'") })
    assert.deepEqual(recovered?.kind === 'damaged' ? recovered.live : recovered?.kind, 'unknown')
    assert.deepEqual(await recover(host.journals, () => host.ports('live')), [])
  })
})
