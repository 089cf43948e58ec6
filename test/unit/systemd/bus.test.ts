import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openBus, type Bus } from '../../../src/systemd/bus.ts'
import type { Event } from '../../../src/systemd/connection.ts'
import { managerInterface, managerPath } from '../../../src/systemd/names.ts'
import { serveDirectly, serveOnBus, type Served } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const reload = { path: managerPath, interface: managerInterface, member: 'Reload' }
function opened<S extends Served>(t: TestContext, served: S, ...more: readonly Served[]): S & { readonly bus: Bus } {
  const bus = openBus([served.address, ...more.map((one) => one.address)])
  t.after(async () => {
    await bus.close()
    for (const one of [served, ...more]) await one.close()
  })
  return { ...served, bus }
}
const nowhere = { kind: 'bus', path: '/nowhere/bus' } as const
const heard = async (bus: Bus): Promise<{ readonly events: Event[]; readonly next: () => Promise<Event> }> => {
  const events: Event[] = []
  let wake = (): void => {}
  await bus.listen((event) => { events.push(event); wake() })
  return { events, next: async () => {
    if (events.length === 0) await new Promise<void>((resolve) => { wake = resolve })
    return events.shift() ?? assert.fail('no event')
  } }
}

test('a call over a bus, and over the manager\'s own socket; Subscribe comes first', async (t) => {
  for (const served of [await serveOnBus(), await serveDirectly()]) {
    const { bus, manager } = opened(t, served)
    await bus.call(reload)
    assert.deepEqual(manager.calls.map((call) => call.member), ['Subscribe', 'Reload'])
  }
})
test('AlreadySubscribed is fine, any other refusal of it is not', async (t) => {
  const { bus, manager } = opened(t, await serveDirectly())
  manager.on('Subscribe', () => ({ error: 'org.freedesktop.systemd1.AlreadySubscribed' }))
  await bus.call(reload)
  const other = opened(t, await serveDirectly())
  other.manager.on('Subscribe', () => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }))
  await rejectsWithFailure('PERMISSION', /cannot be reached/, other.bus.call(reload))
})
test('F27 no bus: the manager\'s own socket; neither: UNAVAILABLE with what to do', async (t) => {
  const direct = await serveDirectly()
  t.after(() => direct.close())
  const bus = openBus([nowhere, direct.address])
  t.after(() => bus.close())
  await bus.call(reload)
  assert.equal(direct.manager.asked('Reload'), 1)
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached over D-Bus/, openBus([nowhere]).call(reload))
})
test('F27 a bus without a manager on it is as good as none', async (t) => {
  const [empty, direct] = [await serveOnBus(), await serveDirectly()]
  empty.manager.drop()
  const { bus } = opened(t, empty, direct)
  await bus.call(reload)
  assert.equal(direct.manager.asked('Reload'), 1)
})
test('F28 the connection dies under a call: it fails at once, is not repeated, and the next call connects anew', async (t) => {
  const { bus, manager } = opened(t, await serveDirectly())
  manager.on('Reload', () => { manager.drop(); return 'silence' })
  await rejectsWithFailure('UNAVAILABLE', /no answer from the service manager/, bus.call(reload))
  assert.equal(manager.asked('Reload'), 1)
  manager.on('Reload', () => [''])
  await bus.call(reload)
})
test('F28 a question is asked once more, on a new connection', async (t) => {
  const { bus, manager } = opened(t, await serveDirectly())
  let died = 0
  manager.on('Reload', () => (died++ === 0 ? (manager.drop(), 'silence') : ['']))
  await bus.ask(reload)
  assert.equal(manager.asked('Reload'), 2)
})
test('F28 listeners are told that signals may have been lost, and hear again', async (t) => {
  const { bus, manager } = opened(t, await serveDirectly())
  const { next } = await heard(bus)
  manager.drop()
  assert.deepEqual(await next(), { kind: 'gap' })
  await bus.call(reload)
  manager.jobRemoved('/job/1', 'a.service', 'done')
  const event = await next()
  assert.equal(event.kind === 'signal' && event.signal.member, 'JobRemoved')
})
test('F30 a call that is never answered ends by its time limit or its signal', async (t) => {
  const { bus, manager } = opened(t, await serveDirectly())
  manager.on('Reload', () => 'silence')
  await bus.listen(() => {})
  await rejectsWithFailure('UNAVAILABLE', /Reload on/, bus.call(reload, { timeoutMs: 20 }))
  await rejectsWithFailure('UNAVAILABLE', /Reload on/, bus.call(reload, { signal: AbortSignal.timeout(20) }))
})
test('F34 a stranger\'s signal on the bus is not the manager\'s', async (t) => {
  const { bus, manager, stranger } = opened(t, await serveOnBus())
  const { events, next } = await heard(bus)
  const evil = await stranger()
  // Once as a broadcast, and once straight at every unique name on this bus.
  for (const destination of [undefined, ':1.1', ':1.2', ':1.3', ':1.4'])
    evil.message({ type: 4, serial: 99, path: managerPath, interface: managerInterface, member: 'JobRemoved', signature: 'uoss', body: [1, '/evil', 'a.service', 'done'], ...(destination === undefined ? {} : { destination }) })
  await bus.call(reload)
  manager.jobRemoved('/good', 'a.service', 'failed')
  const event = await next()
  assert.equal(event.kind === 'signal' && event.signal.body[1], '/good')
  assert.deepEqual(events, [])
  evil.end()
})
test('F29 the manager executes itself anew: subscribed again, gaps told, its new name is believed', async (t) => {
  const { bus, manager, reexec } = opened(t, await serveOnBus())
  const { next } = await heard(bus)
  await reexec()
  for (let gaps = 0; gaps < 3; gaps++) assert.deepEqual(await next(), { kind: 'gap' }, `gap ${gaps}`)
  assert.equal(manager.asked('Subscribe'), 2)
  manager.jobRemoved('/later', 'a.service', 'done')
  assert.equal((await next()).kind, 'signal')
})
test('a peer that is no D-Bus is found out in time', async (t) => {
  const { createServer } = await import('node:net')
  const { mkdtempSync, rmSync } = await import('node:fs')
  const folder = mkdtempSync('/tmp/no-dbus-')
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(`${folder}/s`)
  t.after(() => { server.close(); rmSync(folder, { recursive: true }) })
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached/, openBus([{ kind: 'direct', path: `${folder}/s` }]).call(reload))
})
test('a closed bus stays closed', async (t) => {
  const { bus } = opened(t, await serveDirectly())
  await bus.call(reload)
  await bus.close()
  await rejectsWithFailure('UNAVAILABLE', /was closed/, bus.call(reload))
})
