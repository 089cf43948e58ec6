import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openBus, type Bus } from '../../../src/systemd/bus.ts'
import { runUnitJob } from '../../../src/systemd/jobs.ts'
import { serveDirectly, wireUnit, type FakeManager } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const job = '/org/freedesktop/systemd1/job/7'
async function aManager(t: TestContext): Promise<{ readonly bus: Bus; readonly manager: FakeManager }> {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  served.manager.units.set('a.service', wireUnit())
  return { bus, manager: served.manager }
}
const restart = (bus: Bus, signal = AbortSignal.timeout(600_000)): Promise<string> => runUnitJob(bus, 'RestartUnit', 'a.service', signal)

test('F31 every result is its own, a word of a later systemd is a failure', async (t) => {
  const { bus, manager } = await aManager(t)
  const words = ['done', 'canceled', 'timeout', 'failed', 'dependency', 'skipped', 'invalid', 'assert', 'unsupported', 'collected', 'once', 'frozen', 'concurrency', 'postponed']
  for (const word of words) {
    manager.on('RestartUnit', () => { setImmediate(() => manager.jobRemoved(job, 'a.service', word)); return ['o', job] })
    assert.equal(await restart(bus), word === 'postponed' ? 'failed' : word)
  }
  assert.deepEqual(manager.calls.find((call) => call.member === 'RestartUnit')?.body, ['a.service', 'replace'])
})
test('the job may end before its own reply arrives', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('RestartUnit', () => { manager.jobRemoved(job, 'a.service', 'done'); return ['o', job] })
  assert.equal(await restart(bus), 'done')
})
test('another job\'s end, and a forged one of another interface, are not ours', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('RestartUnit', () => {
    manager.jobRemoved('/org/freedesktop/systemd1/job/8', 'a.service', 'done')
    manager.signal({ path: '/x', of: 'org.example.Manager', member: 'JobRemoved' }, 'uoss', 7, job, 'a.service', 'done')
    setImmediate(() => manager.jobRemoved(job, 'a.service', 'failed'))
    return ['o', job]
  })
  manager.on('Get', () => ['v', ['s', 'running']])
  assert.equal(await restart(bus), 'failed')
})
test('F28 the bus dies after the job was queued: gone without a word means that the unit must tell', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('RestartUnit', () => { setImmediate(() => manager.drop()); return ['o', job] })
  assert.equal(await restart(bus), 'lost')
})
test('F28 the bus dies, the job goes on: its end is heard on the new connection', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('RestartUnit', () => { setImmediate(() => manager.drop()); return ['o', job] })
  manager.on('Get', () => { setImmediate(() => manager.jobRemoved(job, 'a.service', 'timeout')); return ['v', ['s', 'running']] })
  assert.equal(await restart(bus), 'timeout')
})
test('F28 the bus dies before the reply: waits until the unit has no job', async (t) => {
  const { bus, manager } = await aManager(t)
  let asked = 0
  manager.on('RestartUnit', () => { manager.drop(); return 'silence' })
  manager.on('Get', () => ['v', ['(uo)', asked++ === 0 ? [7, job] : [0, '/']]])
  assert.equal(await restart(bus), 'lost')
  assert.equal(asked, 2)
  assert.equal(manager.asked('RestartUnit'), 1)
})
test('F31 aborted: the job is cancelled; aborted before: nothing is asked at all', async (t) => {
  const { bus, manager } = await aManager(t)
  const giveUp = new AbortController()
  manager.on('RestartUnit', () => { setImmediate(() => giveUp.abort()); return ['o', job] })
  manager.on('Cancel', () => { manager.jobRemoved(job, 'a.service', 'canceled'); return [''] })
  assert.equal(await restart(bus, giveUp.signal), 'canceled')
  assert.equal(manager.calls.find((call) => call.member === 'Cancel')?.path, job)
  assert.equal(await restart(bus, giveUp.signal), 'canceled')
  assert.equal(manager.asked('RestartUnit'), 1)
})
test('F31 a job that has ended when it is cancelled is canceled all the same', async (t) => {
  const { bus, manager } = await aManager(t)
  const giveUp = new AbortController()
  manager.on('RestartUnit', () => { setImmediate(() => giveUp.abort()); return ['o', job] })
  manager.on('Cancel', () => ({ error: 'org.freedesktop.systemd1.NoSuchJob' }))
  assert.equal(await restart(bus, giveUp.signal), 'canceled')
})
test('f16 a machine that is going down forbids the restart: to be tried again, never a verdict about the version', async (t) => {
  const { bus, manager } = await aManager(t)
  for (const word of ['TransactionIsDestructive', 'TransactionJobsConflicting']) {
    manager.on('RestartUnit', () => ({ error: `org.freedesktop.systemd1.${word}` }))
    await rejectsWithFailure('TEMPORARY', /unit 'a.service' cannot be touched now/, restart(bus))
  }
})
test('F32 no such unit, masked: refused; not allowed: permission; nonsense: protocol', async (t) => {
  const { bus, manager } = await aManager(t)
  for (const [error, code, message] of [
    ['org.freedesktop.systemd1.NoSuchUnit', 'REFUSED', /unit 'a.service' cannot be touched/],
    ['org.freedesktop.systemd1.UnitMasked', 'REFUSED', /cannot be touched/],
    ['org.freedesktop.systemd1.LoadFailed', 'REFUSED', /cannot be touched/],
    ['org.freedesktop.DBus.Error.InteractiveAuthorizationRequired', 'PERMISSION', /said no/],
    ['org.freedesktop.DBus.Error.AccessDenied', 'PERMISSION', /said no/],
  ] as const) {
    manager.on('RestartUnit', () => ({ error }))
    await rejectsWithFailure(code, message, restart(bus))
  }
  manager.on('RestartUnit', () => ['u', 7])
  await rejectsWithFailure('PROTOCOL', /did not answer with a job/, restart(bus))
})
