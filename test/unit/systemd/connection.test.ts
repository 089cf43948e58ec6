import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, type Event } from '../../../src/systemd/connection.ts'
import { managerInterface, managerPath } from '../../../src/systemd/names.ts'
import { serveDirectly } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const deaf = { hear: () => {}, ended: () => {} }
async function aSocket(t: TestContext, serve: (socket: Socket) => void): Promise<{ readonly kind: 'direct'; readonly path: string }> {
  const folder = mkdtempSync('/tmp/connection-')
  const server = createServer((socket) => { socket.on('error', () => {}); serve(socket) })
  await new Promise<void>((resolve) => server.listen(`${folder}/s`, resolve))
  t.after(() => { server.close(); rmSync(folder, { recursive: true }) })
  return { kind: 'direct', path: `${folder}/s` }
}

test('F27 nothing at the path', async () => {
  await rejectsWithFailure('UNAVAILABLE', /connecting to \/nowhere/, connect({ kind: 'bus', path: '/nowhere' }, deaf))
})
test('a peer that rejects us, and one that hangs up', async (t) => {
  await rejectsWithFailure('UNAVAILABLE', /talking to/, connect(await aSocket(t, (socket) => socket.on('data', () => socket.write('REJECTED\r\n'))), deaf))
  await rejectsWithFailure('UNAVAILABLE', /talking to/, connect(await aSocket(t, (socket) => socket.end()), deaf))
})
test('a message that is none ends the connection, and the call with it', async (t) => {
  const address = await aSocket(t, (socket) => socket.on('data', (data) => socket.write(data.includes('AUTH') ? 'OK 1234\r\n' : 'this is not a D-Bus message at all')))
  await rejectsWithFailure('UNAVAILABLE', /Subscribe/, connect(address, deaf))
})
test('the end is told once, and before the calls that it fails', async (t) => {
  const served = await serveDirectly()
  const told: string[] = []
  const connection = await connect(served.address, { hear: () => {}, ended: () => told.push('ended') })
  t.after(async () => { await connection.close(); await served.close() })
  served.manager.on('Reload', (_, manager) => { manager.drop(); return 'silence' })
  await connection.call({ path: managerPath, interface: managerInterface, member: 'Reload' }).catch(() => told.push('failed'))
  assert.deepEqual(told, ['ended', 'failed'])
})
test('F30 a bus that is frozen does not keep us from ending', { timeout: 120_000 }, async (t) => {
  const support = new URL('../../support/fake-manager.ts', import.meta.url).href
  const peer = spawn(process.execPath, ['--input-type=module', '--eval', `const { serveDirectly } = await import('${support}'); console.log((await serveDirectly()).address.path)`], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => peer.kill('SIGKILL'))
  const [said] = await once(peer.stdout, 'data') as [Buffer]
  const path = String(said).trim()
  t.after(() => rmSync(dirname(path), { recursive: true, force: true }))
  const connection = await connect({ kind: 'direct', path }, deaf)
  peer.kill('SIGSTOP')
  const began = performance.now()
  await connection.close()
  assert.ok(performance.now() - began < 10_000)
})
test('F28 a manager that looks at our first message only when a second one arrives (sd-bus, when it is busy) gets a second one', { timeout: 120_000 }, async (t) => {
  const served = await serveDirectly()
  t.after(() => served.close())
  const second = Promise.withResolvers<void>()
  served.manager.on('Subscribe', async () => { await second.promise; return [''] })
  served.manager.on('Ping', () => { second.resolve(); return [''] })
  const connection = await connect(served.address, deaf)
  await connection.close()
})
test('answered is called in the order of the wire', async (t) => {
  const [served, told] = [await serveDirectly(), [] as string[]]
  const hear = (event: Event): void => { if (event.kind === 'signal') told.push(String(event.signal.body[1])) }
  const connection = await connect(served.address, { hear, ended: () => {} })
  t.after(async () => { await connection.close(); await served.close() })
  served.manager.on('Reload', (_, manager) => {
    manager.jobRemoved('/before', 'a.service', 'done')
    // Sent behind the reply, in the same write.
    queueMicrotask(() => queueMicrotask(() => manager.jobRemoved('/after', 'a.service', 'done')))
    return ['']
  })
  await connection.call({ path: managerPath, interface: managerInterface, member: 'Reload' }, { answered: () => told.push('answer') })
  while (told.length < 3) await new Promise(setImmediate)
  assert.deepEqual(told, ['/before', 'answer', '/after'])
})
