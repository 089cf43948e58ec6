import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failure } from '../../../src/errors.ts'
import { run, unwind, type Ending } from '../../../src/upgrade/engine.ts'
import { createJournal, readJournal, journalPath } from '../../../src/upgrade/journal/journal.ts'
import { stepsBeforeOf } from '../../../src/upgrade/journal/entry.ts'
import type { Ports, UpgradeEvent } from '../../../src/upgrade/ports.ts'
import { steps } from '../../../src/upgrade/steps/table.ts'
import { aHost, SimulatedHost, type Scenario } from '../../support/a-host.ts'
import { aRestore } from '../../support/a-plan.ts'
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

const migrating: Scenario = { ...scenario, newVersion: 'ill', data: 'migrated' }
interface Migrated { readonly undo: 'stay' | 'snapshot'; readonly newVersion?: Scenario['newVersion']; readonly change?: (ports: Ports, host: SimulatedHost) => Ports; readonly dependents?: readonly string[] }

async function migrated({ undo, newVersion = 'ill', change = (ports) => ports, dependents = [] }: Migrated) {
  const own = { ...migrating, newVersion }
  const host = new SimulatedHost(own, await aHost(own))
  const plan = { ...host.plan, ...(undo === 'stay' ? { data: { undo } } : {}), ...(dependents.length === 0 ? {} : { dependents }) }
  const journal = await createJournal(host.journals, plan)
  const work = { journal, ports: change(host.ports('live'), host), steps }
  return { host, work, ending: await run(work) }
}
const failing = (service: Partial<Ports['service']>) => (ports: Ports): Ports => ({ ...ports, service: changedService(ports.service, service) })
const operator = (run: Ports['operator']['run']) => (ports: Ports): Ports => ({ ...ports, operator: { ...ports.operator, run } })
const down = async (): Promise<never> => { throw failure('UNAVAILABLE', 'the bus is gone') }

describe('a release that migrates the data: snapshot', () => {
  test('binary and data are back together, proven', async () => {
    const { ending, host } = await migrated({ undo: 'snapshot' })
    assert.deepEqual([ending.closed.outcome, ending.closed.running, host.side, host.service.daemon.runs, host.service.daemon.data], ['rolled-back', '1.0.0', 'old', 'old', 'old'])
  })

  test('g31 a snapshot that is not put back: the version before is not started on data that it may not understand, and nobody tries again by himself', async () => {
    const told: string[] = []
    const tell: Ports['tell'] = (event) => void (event.kind === 'step' && event.step === 'snapshot' && told.push(event.stage))
    const { ending, host, work } = await migrated({ undo: 'snapshot', change: (ports) => ({ ...operator(async (command) => (command.argv[0] === aRestore ? { status: 1, output: 'gone', trouble: null } : ports.operator.run(command)))(ports), tell }) })
    assert.deepEqual(told, ['began', 'ended', 'undoing', 'not-undone'], 'what failed is the way back, and not the snapshot')
    assert.deepEqual([ending.closed.outcome, ending.closed.running, ending.recorded, host.side, host.service.daemon.runs], ['stuck', null, 'yes', 'old', null])
    assert.match(ending.closed.reason ?? '', /did not become healthy: .*could not be put back: .*By hand, .*acme-restore; then: app-upgrade recover acme --data-restored, which starts acme\.service; the version before was not started/)
    assert.equal(host.state.lease, 'free')
    assert.deepEqual(work.journal.state.notUndone, ['snapshot', 'standby'])
  })

  test('f16 one that was interrupted leaves the journal open, and is put back by whoever comes next', async () => {
    let tries = 0
    const { ending, host, work } = await migrated({ undo: 'snapshot', change: (ports) => operator(async (command) => (command.argv[0] === aRestore && ++tries === 1 ? { status: null, output: '', trouble: 'killed by signal 15' } : ports.operator.run(command)))(ports) })
    assert.deepEqual([ending.closed.outcome, ending.recorded, host.service.daemon.runs], ['stuck', 'no', null])
    const again = await unwind(work, null)
    assert.deepEqual([again.closed.outcome, again.recorded, host.service.daemon.runs, host.service.daemon.data], ['rolled-back', 'yes', 'old', 'old'])
  })

  test('g31 one that could not be put back is not started by anybody until it is; then it may be', async () => {
    let tries = 0
    const { host, work } = await migrated({ undo: 'snapshot', change: (ports) => operator(async (command) => (command.argv[0] === aRestore && ++tries === 1 ? { status: null, output: '', trouble: 'killed by signal 15' } : ports.operator.run(command)))(ports) })
    host.service.start()
    assert.deepEqual([host.service.daemon.latch, host.service.daemon.runs], ['shut', null])
    assert.equal((await unwind(work, null)).closed.outcome, 'rolled-back')
    assert.deepEqual([host.service.daemon.latch, host.service.daemon.runs, host.service.daemon.data], [undefined, 'old', 'old'])
  })

  test('a snapshot that is not taken: refused, and the daemon that was stopped for it runs again, proven', async () => {
    const { ending, host, work } = await migrated({ undo: 'snapshot', change: operator(async () => ({ status: 1, output: 'no space', trouble: null })) })
    assert.deepEqual([ending.closed.outcome, ending.closed.running, host.side, host.service.daemon.runs, work.journal.state.wayBack], ['refused', '1.0.0', 'old', 'old', 'proven'])
  })
})

describe('a release that migrates the data: stay', () => {
  test('a new version that is ill is left in its place, loudly, and what it said last is told', async () => {
    for (const newVersion of ['ill', 'fails'] as const) {
      const { ending, host, work } = await migrated({ undo: 'stay', newVersion })
      assert.deepEqual([ending.closed.outcome, ending.closed.running, ending.recorded, host.side, host.state.lease], ['stuck', '2.0.0', 'yes', 'new', 'free'], newVersion)
      assert.match(ending.closed.reason ?? '', /^the new version did not .*; 2\.0\.0 may have migrated the data of 'acme' and stays in its place, unproven, because on_migration is 'stay'\. Mend it with a newer release; or .*app-upgrade rollback acme --force$/)
      assert.deepEqual([work.journal.state.undone, work.journal.state.lastWords.length], [['lease'], newVersion === 'ill' ? 1 : work.journal.state.lastWords.length])
    }
  })

  test('who requires it and went down with it is named, with who starts it again', async () => {
    const { ending, work } = await migrated({ undo: 'stay', change: (ports) => failing({ state: async (unit) => (unit === 'web.service' ? { ...await ports.service.state('acme.service'), name: unit, activeState: 'inactive', invocationId: 'f'.repeat(32) } : ports.service.state(unit)) })(ports), dependents: ['web.service'] })
    assert.match(ending.closed.reason ?? '', /\. Down with it, because required: 'web\.service'; the next upgrade or rollback that goes well starts it again$/)
    assert.deepEqual(work.journal.state.leftDown, [{ unit: 'web.service', invocation: 'f'.repeat(32) }])
  })

  test('what was kept lies where a rollback finds it, nothing else is left, and no release is let go of', async () => {
    for (const layout of ['links', 'in-place'] as const) {
      const own: Scenario = { ...migrating, layout, from: 'adopted' }
      const host = new SimulatedHost(own, await aHost(own))
      const journal = await createJournal(host.journals, { ...host.plan, data: { undo: 'stay' } })
      const ending = await run({ journal, ports: host.ports('live'), steps })
      assert.deepEqual([ending.closed.outcome, ending.recorded, host.side], ['stuck', 'yes', 'new'], layout)
      const beside = await host.disk.list('/usr/bin')
      assert.deepEqual(beside?.toSorted(), layout === 'links' ? ['acme0'] : ['acme0', 'acme0.prev'])
      for (const directory of host.plan.letGo ?? []) assert.notEqual(await host.disk.look(directory), null, directory)
    }
  })

  test('a disk that fails in it leaves the journal open for whoever comes next', async () => {
    const { ending, work, host } = await migrated({ undo: 'stay', change: (ports) => ({ ...ports, layout: { ...ports.layout, discard: async () => { throw failure('IO', 'oh') } } }) })
    assert.deepEqual([ending.closed.outcome, ending.recorded], ['stuck', 'no'])
    assert.deepEqual([(await unwind({ ...work, ports: host.ports('live') }, null)).recorded, host.side], ['yes', 'new'])
  })

  test('before the restart it is unwound like any other', async () => {
    const halfSwapped = (ports: Ports): Ports => ({ ...ports, layout: { ...ports.layout, swap: async (plan) => { await ports.layout.swap(plan); throw failure('IO', 'oh') } } })
    const notReloaded = (ports: Ports): Ports => {
      let tries = 0
      return failing({ reload: () => (++tries === 1 ? down() : ports.service.reload()) })(ports)
    }
    for (const change of [halfSwapped, notReloaded]) {
      const { ending, host } = await migrated({ undo: 'stay', change })
      assert.deepEqual([ending.closed.outcome, host.side, host.service.daemon.runs], ['rolled-back', 'old', 'old'])
    }
  })
})

describe('a process that died, and data that are migrated: stay', () => {
  test('a process that died after the restart began leaves the new version where it is, also at boot', async () => {
    for (const when of ['live', 'boot'] as const) for (const dies of ['restart', 'watch'] as const) {
      const own: Scenario = { ...migrating, newVersion: 'well' }
      const host = new SimulatedHost(own, await aHost(own))
      const journal = await createJournal(host.journals, { ...host.plan, data: { undo: 'stay' } })
      const died = new Error('kill -9')
      const dying = { ...steps, before: { ...steps.before, [dies]: { ...steps.before[dies], do: async () => { throw died } } } }
      for (const step of stepsBeforeOf(journal.state.plan)) {
        await journal.append({ entry: 'began', step })
        if (step === dies) break
        await dying.before[step].do(journal.state.plan, { ...host.ports('live'), note: async () => {} })
        await journal.append({ entry: 'ended', step })
      }
      // A power cut ends every run.
      if (when === 'boot') host.service.daemon = { ...host.service.daemon, runs: null }
      const ending = await unwind({ journal, ports: host.ports(when), steps }, null)
      if (when === 'live' && dies === 'restart') {
        assert.deepEqual([ending.closed.outcome, ending.closed.running, ending.recorded, host.side, host.service.daemon.starts], ['rolled-back', '1.0.0', 'yes', 'old', 1], 'it was never started')
        continue
      }
      assert.deepEqual([ending.closed.outcome, ending.closed.running, ending.recorded, host.side, host.state.lease], ['stuck', '2.0.0', 'yes', 'new', 'free'], `${when} ${dies}`)
      assert.match(ending.closed.reason ?? '', new RegExp(`^it was interrupted in '${dies}'; 2\\.0\\.0 may have migrated`))
    }
  })

  test('a restart that the manager has been asked for is as good as done: the process that asked may have died before it heard', async () => {
    const host = new SimulatedHost(migrating, await aHost(migrating))
    const journal = await createJournal(host.journals, { ...host.plan, data: { undo: 'stay' } })
    for (const step of stepsBeforeOf(journal.state.plan)) {
      await journal.append({ entry: 'began', step })
      if (step === 'restart') break
      await steps.before[step].do(journal.state.plan, { ...host.ports('live'), note: async () => {} })
      await journal.append({ entry: 'ended', step })
    }
    const ports = host.ports('live')
    const service = changedService(ports.service, { state: async (unit) => ({ ...await ports.service.state(unit), job: 'yes' as const }) })
    const ending = await unwind({ journal, ports: { ...ports, service }, steps }, null)
    assert.deepEqual([ending.closed.outcome, host.side], ['stuck', 'new'])
  })
})
