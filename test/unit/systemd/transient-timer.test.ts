import assert from 'node:assert/strict'
import { hrtime } from 'node:process'
import { test, type TestContext } from 'node:test'
import { openBus, type Bus } from '../../../src/systemd/bus.ts'
import { startOnce, stopOnce } from '../../../src/systemd/transient-timer.ts'
import { managerPath, serveDirectly, unitPathOf, type FakeManager } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const job = '/org/freedesktop/systemd1/job/7'
const name = 'next@x.timer'
const timer = { name, description: 'Next try', afterMs: 300_000, delayMs: 300_000 }

async function aManager(t: TestContext): Promise<{ readonly bus: Bus; readonly manager: FakeManager }> {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  const { manager } = served
  for (const member of ['StartTransientUnit', 'StopUnit']) manager.on(member, () => { setImmediate(() => manager.jobRemoved(job, name, 'done')); return ['o', job] })
  manager.on('GetUnit', () => ({ error: 'org.freedesktop.systemd1.NoSuchUnit' }))
  manager.on('Get', ({ body }) => (body?.[1] === 'UserspaceTimestampMonotonic' ? ['v', ['t', 5_000_000n]] : { error: 'org.freedesktop.DBus.Error.UnknownProperty' }))
  return { bus, manager }
}
const started = (manager: FakeManager): readonly unknown[] => manager.calls.filter(({ member }) => member === 'StartTransientUnit').map(({ body }) => body)

test('a timer that runs once, with a delay of its own for each host, and nothing left of it', async (t) => {
  const { bus, manager } = await aManager(t)
  const before = Number(hrtime.bigint() / 1000n)
  await startOnce(bus, timer)
  const after = Number(hrtime.bigint() / 1000n)
  const [[unit, mode, properties] = []] = started(manager) as readonly (readonly unknown[])[]
  assert.deepEqual([unit, mode], [name, 'replace'])
  const said = Object.fromEntries((properties as readonly (readonly [string, unknown])[]).map(([key, value]) => [key, JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))]))
  // Counted from a moment that no daemon-reload moves.
  const us = Number(/"OnStartupSec",(\d+)/.exec(said['TimersMonotonic'] ?? '')?.[1])
  assert.ok(us >= before - 1000 - 5_000_000 + 300_000_000 && us <= after - 5_000_000 + 300_000_000, String(said['TimersMonotonic']))
  assert.match(said['RandomizedDelayUSec'] ?? '', /300000000/)
  assert.match(said['FixedRandomDelay'] ?? '', /true/)
  assert.match(said['RemainAfterElapse'] ?? '', /false/)
  assert.equal(manager.asked('StopUnit'), 0, 'there was none before')
})

test('one that waits already is stopped, and followed as soon as the manager has forgotten it', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('GetUnit', () => ['o', unitPathOf(name)])
  let tries = 0
  manager.on('StartTransientUnit', () => {
    if (tries++ > 0) { setImmediate(() => manager.jobRemoved(job, name, 'done')); return ['o', job] }
    setImmediate(() => manager.signal({ path: managerPath, of: 'org.freedesktop.systemd1.Manager', member: 'UnitRemoved' }, 'so', name, unitPathOf(name)))
    return { error: 'org.freedesktop.systemd1.UnitExists' }
  })
  await startOnce(bus, timer)
  assert.deepEqual([manager.asked('StopUnit'), tries], [1, 2])
})

test('any other refusal is thrown at once', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('StartTransientUnit', () => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }))
  await rejectsWithFailure('PERMISSION', /said no/, startOnce(bus, timer))
  assert.equal(manager.asked('StartTransientUnit'), 1)
})

test('to stop one that is not there does not load it', async (t) => {
  const { bus, manager } = await aManager(t)
  await stopOnce(bus, name)
  assert.deepEqual([manager.asked('StopUnit'), manager.asked('LoadUnit')], [0, 0])
})

test('without the moment that it is counted from, no timer is begun', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('Get', () => ['v', ['s', 'never']])
  await rejectsWithFailure('PROTOCOL', /did not say when it began/, startOnce(bus, timer))
  assert.equal(manager.asked('StartTransientUnit'), 0)
})
