import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcp, type AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { askLoopback, type LoopbackAnswer } from '../../../src/host/loopback-http.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => void
const never = new AbortController().signal
async function ask(t: TestContext, handle: Handle, timeoutMs = 60_000): Promise<LoopbackAnswer> {
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { server.closeAllConnections(); server.close() })
  const { port } = server.address() as AddressInfo
  return askLoopback({ url: new URL(`http://127.0.0.1:${port}/health?x=1`), socket: null, timeoutMs, bodyBytesMax: 1000 }, never)
}

test('status and body, asked for freshly, on a connection of its own', async (t) => {
  const answer = await ask(t, ({ headers, url }, response) => response.end(JSON.stringify([url, headers['cache-control'], headers.connection])))
  assert.deepEqual(answer, { kind: 'answer', status: 200, body: '["/health?x=1","no-store","close"]', bodyIs: 'whole' })
})
test('g25 a redirect is an answer', async (t) => {
  const answer = await ask(t, (_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end())
  assert.equal(answer.kind === 'answer' && answer.status, 302)
})
test('g25 an endless body is cut, an answer that never comes or never ends is timed out', async (t) => {
  const endless: Handle = (_, response) => {
    const more = (): void => { if (!response.destroyed) response.write('x'.repeat(1000), () => setImmediate(more)) }
    more()
  }
  const cut = await ask(t, endless)
  assert.ok(cut.kind === 'answer' && cut.bodyIs === 'cut' && cut.body.length === 1000)
  assert.deepEqual(await ask(t, () => {}, 50), { kind: 'none', because: 'no answer within 0.05 s' })
  assert.deepEqual(await ask(t, (_, response) => response.write('x'), 50), { kind: 'none', because: 'no answer within 0.05 s' })
})
test('g25 a change to another protocol is an answer, too', async (t) => {
  const server = createTcp((socket) => { socket.on('error', () => {}).once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nabc')) })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  assert.deepEqual(await askLoopback({ url: new URL(`http://127.0.0.1:${port}/x`), socket: null, timeoutMs: 60_000, bodyBytesMax: 10 }, never), { kind: 'answer', status: 101, body: '', bodyIs: 'whole' })
})

test('what speaks no HTTP, hangs up, or is not there', async (t) => {
  const server = createTcp((socket) => { socket.on('error', () => {}).resume(); socket.end('SSH-2.0-x\r\n') })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const at = (url: string) => askLoopback({ url: new URL(url), socket: null, timeoutMs: 60_000, bodyBytesMax: 10 }, never)
  assert.deepEqual(await at(`http://localhost:${port}/`), { kind: 'none', because: 'it does not speak HTTP' })
  await new Promise((resolve) => server.close(resolve))
  assert.deepEqual(await at(`http://127.0.0.1:${port}/`), { kind: 'none', because: 'connection refused', listener: 'none' })
  assert.deepEqual(await at(`http://localhost:${port}/`), { kind: 'none', because: 'connection refused', listener: 'none' })
  t.diagnostic('localhost is never looked up')
})
test('a unix socket', async (t) => {
  const folder = mkdtempSync('/tmp/loopback-')
  const server = createServer((_, response) => response.end('hi'))
  await new Promise<void>((resolve) => server.listen(`${folder}/s`, resolve))
  t.after(() => { server.close(); rmSync(folder, { recursive: true }) })
  const at = (socket: string) => askLoopback({ url: new URL('http://localhost/x'), socket, timeoutMs: 60_000, bodyBytesMax: 10 }, never)
  assert.deepEqual(await at(`${folder}/s`), { kind: 'answer', status: 200, body: 'hi', bodyIs: 'whole' })
  assert.deepEqual(await at(`${folder}/none`), { kind: 'none', because: 'the socket does not exist', listener: 'none' })
})
test('given up', async () => {
  const answer = await askLoopback({ url: new URL('http://127.0.0.1:9/'), socket: null, timeoutMs: 60_000, bodyBytesMax: 10 }, AbortSignal.abort())
  assert.equal(answer.kind, 'none')
})
