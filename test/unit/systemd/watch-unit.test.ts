import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { watchUnit, type Sight } from '../../../src/systemd/watch-unit.ts'
import { serveDirectly, wireUnit, type FakeManager } from '../../support/fake-manager.ts'

async function watching(t: TestContext, prepare: (manager: FakeManager) => void = () => {}) {
  const served = await serveDirectly()
  const [bus, end] = [openBus([served.address]), new AbortController()]
  served.manager.units.set('a.service', wireUnit())
  prepare(served.manager)
  const sights = watchUnit(bus, 'a.service', AbortSignal.any([end.signal, AbortSignal.timeout(600_000)]))
  t.after(async () => { end.abort(); await bus.close(); await served.close() })
  const next = async (): Promise<string> => {
    const { value } = await sights.next()
    return wordsOf(value)
  }
  return { manager: served.manager, next, end, sights, server: served }
}
function wordsOf(sight: Sight | void): string {
  if (sight === undefined) return 'end'
  return sight.kind === 'blind' ? 'blind' : `${sight.state.activeState} ${sight.state.subState} ${sight.state.restarts}`
}

test('first how it is, then each change once, as systemd announces it', async (t) => {
  const { manager, next } = await watching(t)
  assert.equal(await next(), 'active running 0')
  manager.changed('a.service', { ActiveState: ['s', 'deactivating'], SubState: ['s', 'stop-sigterm'] })
  manager.changed('a.service', { ActiveState: ['s', 'activating'], SubState: ['s', 'auto-restart'] })
  manager.changed('a.service', { NRestarts: ['u', 1] })
  manager.changed('b.service', { ActiveState: ['s', 'failed'] })
  manager.changed('a.service', { ActiveState: ['s', 'active'], SubState: ['s', 'running'] })
  assert.deepEqual([await next(), await next(), await next(), await next()], ['deactivating stop-sigterm 0', 'activating auto-restart 0', 'activating auto-restart 1', 'active running 1'])
})
test('what is announced while the first look is answered is older than the answer', async (t) => {
  const { manager, next } = await watching(t, (one) => {
    one.on('GetAll', () => {
      one.changed('a.service', { ActiveState: ['s', 'activating'] })
      return ['a{sv}', Object.entries(wireUnit({ NRestarts: ['u', 5] }))]
    })
  })
  assert.equal(await next(), 'active running 5')
  manager.changed('a.service', { NRestarts: ['u', 6] })
  assert.equal(await next(), 'active running 6')
})
test('up to systemd 253: announced as failed before each automatic restart, asked it says the truth', async (t) => {
  const { manager, next } = await watching(t)
  await next()
  manager.on('GetAll', () => ['a{sv}', Object.entries(wireUnit({ ActiveState: ['s', 'activating'], SubState: ['s', 'auto-restart'], NRestarts: ['u', 1] }))])
  manager.changed('a.service', { ActiveState: ['s', 'failed'], SubState: ['s', 'failed'] })
  assert.equal(await next(), 'activating auto-restart 1')
})
test('F28 after a gap it looks again; while nobody answers it is blind', async (t) => {
  const { manager, next } = await watching(t)
  await next()
  manager.units.set('a.service', wireUnit({ NRestarts: ['u', 9] }))
  manager.drop()
  assert.equal(await next(), 'active running 9')
  manager.on('LoadUnit', () => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }))
  manager.drop()
  assert.equal(await next(), 'blind')
  manager.on('LoadUnit', () => ['o', '/org/freedesktop/systemd1/unit/a_2eservice'])
  let words = await next()
  for (let looks = 0; words === 'blind' && looks < 10; looks++) words = await next()
  assert.equal(words, 'active running 9')
})
test('an answer of the wrong type is blindness, not an exception', async (t) => {
  const { next } = await watching(t, (one) => { one.units.set('a.service', wireUnit({ ActiveState: ['u', 3] })) })
  assert.equal(await next(), 'blind')
})
test('it ends with its signal, and listens no more', async (t) => {
  const { next, end } = await watching(t)
  await next()
  const pending = next()
  end.abort()
  assert.equal(await pending, 'end')
})
