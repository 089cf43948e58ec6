import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failure } from '../../../src/errors.ts'
import { run, type Ending } from '../../../src/upgrade/engine.ts'
import { createJournal, readJournal, journalPath } from '../../../src/upgrade/journal/journal.ts'
import type { Ports, UpgradeEvent } from '../../../src/upgrade/ports.ts'
import { steps } from '../../../src/upgrade/steps/table.ts'
import { aHost, SimulatedHost, type Scenario } from '../../support/a-host.ts'
import { changedService } from '../../support/changed-service.ts'

const scenario: Scenario = { name: 'links', layout: 'links', files: 1, from: 'ours', newVersion: 'well' }

interface Ran { readonly ending: Ending; readonly host: SimulatedHost; readonly entries: readonly string[]; readonly events: readonly UpgradeEvent[] }

async function ran(newVersion: Scenario['newVersion'], change: (ports: Ports) => Ports = (ports) => ports): Promise<Ran> {
  const own = { ...scenario, newVersion }
  const host = new SimulatedHost(own, await aHost(own))
  const events: UpgradeEvent[] = []
  const ending = await run({ journal: await createJournal(host.journals, host.plan), ports: change({ ...host.ports('live'), tell: (event) => void events.push(event) }), steps })
  const text = await readJournal(host.disk, journalPath(host.journals.directory, host.plan.transaction))
  return { ending, host, events, entries: (text?.entries ?? []).map(({ entry }) => ('step' in entry ? `${entry.entry} ${entry.step}` : 'about' in entry ? `noted ${entry.about}` : entry.entry)) }
}

describe('the engine', () => {
  test('the journal of an upgrade reads as the story', async () => {
    const { entries, ending } = await ran('well')
    assert.deepEqual(entries, [
      'planned', 'began lease', 'ended lease', 'began keep', 'ended keep', 'began standby', 'ended standby', 'began swap', 'ended swap', 'began reload', 'ended reload',
      'began restart', 'noted downtime', 'ended restart', 'began watch', 'ended watch', 'confirmed', 'began settle', 'ended settle', 'began prune', 'ended prune', 'closed',
    ])
    assert.deepEqual(ending, { plan: ending.plan, closed: { entry: 'closed', outcome: 'upgraded', running: '2.0.0', reason: null, downtimeMs: 7 }, recorded: 'yes', troubles: [] })
  })

  test('a rollback is the same story backwards, with the last words of the failed version before the kept one starts', async () => {
    const { entries, ending } = await ran('ill')
    assert.deepEqual(entries.slice(entries.indexOf('failed watch')), [
      'failed watch', 'undoing watch', 'undone watch', 'undoing restart', 'noted system-journal', 'undone restart', 'undoing reload', 'undone reload', 'undoing swap', 'undone swap',
      'undoing standby', 'noted downtime', 'noted way-back', 'undone standby', 'undoing keep', 'undone keep', 'undoing lease', 'undone lease', 'closed',
    ])
    assert.deepEqual([ending.closed.outcome, ending.closed.running, ending.closed.downtimeMs], ['rolled-back', '1.0.0', 14])
  })

  test('every step is told as it happens', async () => {
    const { events } = await ran('ill')
    assert.ok(events.some((event) => event.kind === 'step' && event.step === 'swap' && event.stage === 'undone'))
  })

  test('a fleet that says no costs nothing', async () => {
    const { ending, host } = await ran('well', (ports) => ({ ...ports, coordinator: { ...ports.coordinator, ask: async () => ({ kind: 'no', reason: 'two hosts are down', next: 'try later', overridable: 'no' }) } }))
    assert.deepEqual([ending.closed.outcome, ending.closed.reason, host.side, host.service.daemon.starts], ['refused', 'two hosts are down', 'old', 1])
  })

  test('the reason is the whole chain of causes', async () => {
    const reload = async (): Promise<never> => { throw failure('UNAVAILABLE', 'the manager does not answer', { cause: new Error('ECONNRESET') }) }
    let first = true
    const { ending } = await ran('well', (ports) => ({ ...ports, service: changedService(ports.service, { reload: () => { const fails = first; first = false; return fails ? reload() : ports.service.reload() } }) }))
    assert.deepEqual([ending.closed.outcome, ending.closed.reason], ['rolled-back', 'the manager does not answer: ECONNRESET'])
  })

  test('g31 the reason of being stuck is both: why the new version failed, and why the kept one cannot be proven', async () => {
    let restarts = 0
    const { ending } = await ran('ill', (ports) => ({
      ...ports, service: changedService(ports.service, { job: async (...args) => (++restarts === 1 ? ports.service.job(...args) : { result: 'failed', downtimeMs: null }) }),
    }))
    assert.equal(ending.closed.outcome, 'stuck')
    assert.match(ending.closed.reason ?? '', /^the new version did not become healthy: .*; the kept version did not start either: /)
  })

  test('tidying up that fails takes nothing away from a confirmed upgrade', async () => {
    const { ending, host } = await ran('well', (ports) => ({ ...ports, layout: { ...ports.layout, discard: async () => { throw failure('IO', 'oh') } } }))
    assert.deepEqual([ending.closed.outcome, ending.recorded, host.side], ['upgraded', 'no', 'new'])
  })
})
