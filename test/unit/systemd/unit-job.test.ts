import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openBus, type Bus } from '../../../src/systemd/bus.ts'
import { breathMs } from '../../../src/systemd/limits.ts'
import { unitJob } from '../../../src/systemd/unit-job.ts'
import { serveDirectly, wireUnit, type FakeManager, type WireProperties } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const job = '/org/freedesktop/systemd1/job/7'
const renewed: WireProperties = { InvocationID: ['ay', Buffer.alloc(16, 2)], ExecMainStartTimestampMonotonic: ['t', 9000n], ActiveExitTimestampMonotonic: ['t', 5_000_000n], ActiveEnterTimestampMonotonic: ['t', 5_250_000n] }
async function aManager(t: TestContext): Promise<{ readonly bus: Bus; readonly manager: FakeManager }> {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  served.manager.units.set('a.service', wireUnit({ MainPID: ['u', 4_000_000] }))
  return { bus, manager: served.manager }
}
/** The method ends with this result, and leaves the unit like this. */
function ends(manager: FakeManager, method: string, result: string, differs: WireProperties): void {
  manager.on(method, () => {
    manager.changed('a.service', differs)
    manager.jobRemoved(job, 'a.service', result)
    return ['o', job]
  })
}
const signal = AbortSignal.timeout(600_000)

test('the downtime is systemd\'s own: from leaving active to entering it', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'RestartUnit', 'done', renewed)
  assert.deepEqual(await unitJob(bus, 'a.service', 'restart', signal), { result: 'done', downtimeMs: 250 })
})
test('what was just started has the processor to itself for a moment, before anybody looks at it again', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'RestartUnit', 'done', renewed)
  const beganMs = performance.now()
  await unitJob(bus, 'a.service', 'restart', signal)
  // Timers of Node may be a millisecond early.
  assert.ok(performance.now() - beganMs >= breathMs - 1)
})
test('no downtime is told of a unit that did not come back, or was not there before', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'RestartUnit', 'failed', { ...renewed, ActiveState: ['s', 'failed'] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'restart', signal), { result: 'failed', downtimeMs: null })
  ends(manager, 'RestartUnit', 'done', { ...renewed, ActiveState: ['s', 'active'] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'restart', signal), { result: 'done', downtimeMs: null })
})
test('the downtime of a way back begins where the failed version lost its daemon', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'RestartUnit', 'failed', { ActiveState: ['s', 'failed'], ActiveExitTimestampMonotonic: ['t', 5_000_000n] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'restart', signal), { result: 'failed', downtimeMs: null })
  ends(manager, 'RestartUnit', 'done', { ...renewed, ActiveState: ['s', 'active'] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'restart', signal), { result: 'done', downtimeMs: 250 })
})
test('g17 a reload that keeps the old process is followed by a restart', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'ReloadOrRestartUnit', 'done', {})
  ends(manager, 'RestartUnit', 'done', renewed)
  assert.deepEqual(await unitJob(bus, 'a.service', 'reload-or-restart', signal), { result: 'done', downtimeMs: 250 })
  assert.equal(manager.asked('RestartUnit'), 1)
})
test('g17 a reload by which the daemon replaced its main process is enough, and costs nothing', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'ReloadOrRestartUnit', 'done', { ExecMainStartTimestampMonotonic: ['t', 9000n] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'reload-or-restart', signal), { result: 'done', downtimeMs: 0 })
  assert.equal(manager.asked('RestartUnit'), 0)
})
test('g17 a reload that failed leaves the old process too', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'ReloadOrRestartUnit', 'failed', {})
  ends(manager, 'RestartUnit', 'done', renewed)
  assert.equal((await unitJob(bus, 'a.service', 'reload-or-restart', signal)).result, 'done')
})
test('R8 what is still starting is not reloaded, which would wait for ever, but restarted', async (t) => {
  const { bus, manager } = await aManager(t)
  for (const ActiveState of ['activating', 'deactivating', 'failed', 'inactive']) {
    manager.units.set('a.service', wireUnit({ ActiveState: ['s', ActiveState] }))
    ends(manager, 'RestartUnit', 'done', renewed)
    assert.equal((await unitJob(bus, 'a.service', 'reload-or-restart', signal)).result, 'done')
  }
  assert.deepEqual([manager.asked('RestartUnit'), manager.asked('ReloadOrRestartUnit')], [4, 0])
})
test('F28 a lost job: a new run is done, a failed unit failed, nothing new is unavailable', async (t) => {
  const { bus, manager } = await aManager(t)
  const lose = (differs: WireProperties): void => {
    manager.on('RestartUnit', () => {
      manager.units.set('a.service', { ...wireUnit(), ...differs })
      setImmediate(() => manager.drop())
      return ['o', job]
    })
  }
  lose(renewed)
  assert.equal((await unitJob(bus, 'a.service', 'restart', signal)).result, 'done')
  lose({ ...renewed, InvocationID: ['ay', Buffer.alloc(16, 3)], ActiveState: ['s', 'activating'] })
  assert.equal((await unitJob(bus, 'a.service', 'restart', signal)).result, 'failed')
  manager.units.set('a.service', wireUnit())
  lose({ ActiveState: ['s', 'failed'] })
  assert.equal((await unitJob(bus, 'a.service', 'restart', signal)).result, 'failed')
  manager.units.set('a.service', wireUnit())
  lose({})
  await rejectsWithFailure('UNAVAILABLE', /went away, and unit 'a.service' was not restarted/, unitJob(bus, 'a.service', 'restart', signal))
})
test('g28 which unit it needed, and did not get, is told', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'RestartUnit', 'dependency', { ActiveState: ['s', 'inactive'], Requires: ['as', ['b.service', 'c.service']] })
  manager.units.set('b.service', wireUnit())
  manager.units.set('c.service', wireUnit({ ActiveState: ['s', 'failed'], Result: ['s', 'exit-code'], ExecMainStatus: ['i', 1] }))
  assert.deepEqual(await unitJob(bus, 'a.service', 'restart', signal), { result: 'dependency', downtimeMs: null, because: "'c.service' (exit-code, status 1)" })
})
test('a start and a stop are told by their own words, and have no downtime', async (t) => {
  const { bus, manager } = await aManager(t)
  ends(manager, 'StopUnit', 'done', { ActiveState: ['s', 'inactive'], ActiveExitTimestampMonotonic: ['t', 5_000_000n] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'stop', signal), { result: 'done', downtimeMs: null })
  ends(manager, 'StartUnit', 'done', { ...renewed, ActiveState: ['s', 'active'] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'start', signal), { result: 'done', downtimeMs: null })
  ends(manager, 'StartUnit', 'done', {})
  assert.deepEqual(await unitJob(bus, 'a.service', 'start', signal), { result: 'done', downtimeMs: null }, 'a start of what is active')
})
test('F28 a start or a stop that was lost: what the unit is now is the evidence', async (t) => {
  const { bus, manager } = await aManager(t)
  const lose = (method: string, activeState: string): void => void manager.on(method, () => {
    manager.units.set('a.service', wireUnit({ ActiveState: ['s', activeState] }))
    setImmediate(() => manager.drop())
    return ['o', job]
  })
  lose('StopUnit', 'inactive')
  assert.equal((await unitJob(bus, 'a.service', 'stop', signal)).result, 'done')
  lose('StartUnit', 'active')
  assert.equal((await unitJob(bus, 'a.service', 'start', signal)).result, 'done')
  lose('StopUnit', 'active')
  await rejectsWithFailure('UNAVAILABLE', /unit 'a.service' was not stopped/, unitJob(bus, 'a.service', 'stop', signal))
})
test('R12 who goes on is told after a restart and after a stop, and not after a reload', async (t) => {
  const { bus, manager } = await aManager(t)
  const held = [['/a.service', 4_000_000, '/usr/bin/acmed --serve'], ['/a.service', 4_000_001, 'firecracker --id 7']] as const
  manager.on('GetUnitProcesses', () => ['a(sus)', held])
  ends(manager, 'RestartUnit', 'done', renewed)
  const survivors = [{ pid: 4_000_001, program: 'firecracker' }]
  assert.deepEqual(await unitJob(bus, 'a.service', 'restart', signal), { result: 'done', downtimeMs: 250, survivors })
  ends(manager, 'ReloadOrRestartUnit', 'done', { ExecMainStartTimestampMonotonic: ['t', 19_000n] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'reload-or-restart', signal), { result: 'done', downtimeMs: 0 })
  manager.on('GetUnitProcesses', () => ['a(sus)', held.slice(1)])
  ends(manager, 'StopUnit', 'done', { ActiveState: ['s', 'inactive'] })
  assert.deepEqual(await unitJob(bus, 'a.service', 'stop', signal), { result: 'done', downtimeMs: null, survivors })
})
