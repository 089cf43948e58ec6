import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { systemdService } from '../../../src/systemd/service.ts'
import type { Service } from '../../../src/upgrade/ports.ts'
import { serveDirectly, wireUnit } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

async function aService(t: TestContext) {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  served.manager.units.set('a.service', wireUnit())
  // The rooms of one floor do not meet; that their shapes agree is checked here, by the compiler.
  const service: Service = systemdService(bus)
  return { service, manager: served.manager }
}

test('it is the service that the story asks for', async (t) => {
  const { service } = await aService(t)
  assert.deepEqual(await service.state('a.service'), {
    name: 'a.service', loadState: 'loaded', activeState: 'active', subState: 'running', result: 'success', invocationId: '00000000000000000000000000000001', restarts: 0,
    mainPid: 0, mainStatus: 0, mainStartedUs: 1000, activeEnteredUs: 2000, activeLeftUs: 0, unitFileState: 'enabled', needDaemonReload: 'no', statusText: '', executable: null,
  })
})
test('a unit without a file says so, a name that is none is refused, an odd answer is a protocol failure', async (t) => {
  const { service, manager } = await aService(t)
  assert.equal((await service.state('b.service')).loadState, 'not-found')
  manager.on('GetAll', () => ['u', 1])
  await rejectsWithFailure('PROTOCOL', /not a set of properties/, service.state('a.service'))
  manager.on('LoadUnit', () => ({ error: 'org.freedesktop.DBus.Error.InvalidArgs' }))
  await rejectsWithFailure('REFUSED', /there is no unit 'x y'/, service.state('x y'))
})
test('resetFailed: nothing to clear is fine, not allowed is not', async (t) => {
  const { service, manager } = await aService(t)
  await service.resetFailed('a.service')
  assert.deepEqual(manager.calls.at(-1)?.body, ['a.service'])
  manager.on('ResetFailedUnit', () => ({ error: 'org.freedesktop.systemd1.NoSuchUnit' }))
  await service.resetFailed('a.service')
  manager.on('ResetFailedUnit', () => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }))
  await rejectsWithFailure('PERMISSION', /said no/, service.resetFailed('a.service'))
})
test('F28 a manager that forgets a unit as soon as its failure is cleared leaves the downtime of its next restart known', async (t) => {
  const { service, manager } = await aService(t)
  const job = '/org/freedesktop/systemd1/job/7'
  const failed = wireUnit({ ActiveState: ['s', 'failed'], ActiveExitTimestampMonotonic: ['t', 5_000_000n] })
  const forgotten = wireUnit({ ActiveState: ['s', 'inactive'], ActiveEnterTimestampMonotonic: ['t', 0n] })
  manager.on('ResetFailedUnit', () => { manager.units.set('a.service', forgotten); return [''] })
  manager.on('RestartUnit', () => {
    manager.changed('a.service', { ActiveState: ['s', 'active'], ActiveEnterTimestampMonotonic: ['t', 5_250_000n] })
    manager.jobRemoved(job, 'a.service', 'done')
    return ['o', job]
  })
  const restart = (): Promise<unknown> => service.job('a.service', 'restart', AbortSignal.timeout(600_000))
  manager.units.set('a.service', failed)
  await service.resetFailed('a.service')
  assert.deepEqual(await restart(), { result: 'done', downtimeMs: 250 })
  // It counts for the restart that comes next, and for no other.
  manager.units.set('a.service', forgotten)
  assert.deepEqual(await restart(), { result: 'done', downtimeMs: null })
})
test('the tail of a run that never was is empty', async (t) => {
  const { service } = await aService(t)
  assert.deepEqual(await service.journalTail('a.service', { invocationId: '' }, 10), [])
})
