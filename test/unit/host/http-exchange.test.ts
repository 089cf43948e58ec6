import assert from 'node:assert/strict'
import { subscribe } from 'node:diagnostics_channel'
import { test } from 'node:test'
import { clock } from '../../../src/host/clock.ts'
import { exchange, type Exchanged, type Hop } from '../../../src/host/http-exchange.ts'
import { netLimits } from '../../../src/host/limits.ts'
import { directly } from '../../../src/host/proxy-route.ts'
import type { HttpBody } from '../../../src/host/types.ts'
import { aRawServer, aServer, saying } from '../../support/hostile-server.ts'

const ask = (url: string, own: Partial<Hop> = {}): Promise<Exchanged> => exchange({
  url: new URL(url), origin: { origin: new URL(url).origin, may: 'public', reach: null }, limits: netLimits, network: directly, signal: new AbortController().signal,
  method: 'GET', headers: {}, body: null, stallMs: 60_000, ...own,
})
async function* inPieces(content: Buffer, pieceBytes: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes)
}
const bodyOf = (content: Buffer): HttpBody => ({ sizeBytes: content.length, bytes: () => inPieces(content, 100_000) })
const said = (exchanged: Exchanged): string => (exchanged.kind === 'trouble' ? `${exchanged.because.code}, again: ${exchanged.again}, sent: ${exchanged.sent}` : String(exchanged.status))

test('every final status is an answer, and nothing is followed', async (t) => {
  const { origin, asked } = await aServer(t, (request, response) => response.writeHead(Number(request.url?.slice(1)), { location: '/there' }).end())
  const statuses = [200, 206, 301, 307, 304, 404, 416, 429, 500]
  for (const status of statuses) {
    const answer = await ask(`${origin}/${status}`)
    assert.equal(said(answer), String(status))
    if (answer.kind === 'response') await answer.close()
  }
  assert.equal(asked.length, statuses.length)
})

test('F23 a server that changes to another protocol, which nobody asked for, is refused and not waited for', async (t) => {
  const { origin } = await aRawServer(t, saying('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nabc', 'stay'))
  assert.equal(said(await ask(origin)), 'PROTOCOL, again: no, sent: yes')
})

test('what is ours to say cannot be overridden', async (t) => {
  const { origin, requests } = await aServer(t, (_, response) => response.end())
  await ask(origin, { headers: { 'accept-encoding': 'gzip', host: 'elsewhere', 'user-agent': 'Mozilla', 'x-own': 'kept' } })
  const { host, ...headers } = requests[0]?.headers ?? {}
  assert.equal(host, new URL(origin).host)
  assert.deepEqual([headers['accept-encoding'], headers['user-agent'], headers['x-own'], headers.connection], ['identity', 'app-upgrade', 'kept', 'close'])
})

test('a body is sent whole, with its size, and read at the pace of the server', async (t) => {
  const content = Buffer.alloc(3_000_000, 'body')
  let received = Buffer.alloc(0)
  const { origin, requests } = await aServer(t, async (request, response) => {
    for await (const chunk of request) received = Buffer.concat([received, chunk as Buffer])
    response.end()
  })
  assert.equal(said(await ask(origin, { method: 'PUT', body: bodyOf(content) })), '200')
  assert.ok(received.equals(content))
  assert.deepEqual([requests[0]?.headers['content-length'], requests[0]?.headers['transfer-encoding']], ['3000000', undefined])
  assert.equal(said(await ask(origin, { method: 'POST' })), '200')
  assert.equal(requests[1]?.headers['content-length'], '0')
})

test('a server that answers before it has heard the whole body is heard, and the body let go of', async (t) => {
  const { origin } = await aRawServer(t, (socket) => { socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n'); socket.pause() })
  let ended = 'no'
  async function* endless(): AsyncIterable<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(100_000)
    } finally {
      ended = 'yes'
    }
  }
  const answer = await ask(origin, { method: 'PUT', body: { sizeBytes: 1e12, bytes: endless } })
  assert.deepEqual([said(answer), ended], ['413', 'yes'])
})

test('an answer that comes while the body still ends leaves no timer behind, which would hold the process for as long as a stall', async (t) => {
  const { origin } = await aServer(t, (request, response) => { request.resume().once('data', () => response.end('heard')) })
  const heard = new Promise<void>((resolve) => { subscribe('http.client.response.finish', () => { resolve() }) })
  const bytes = async function* (): AsyncIterable<Uint8Array> {
    yield Buffer.from('body')
    await heard
    // By then whoever waits for the answer has it.
    await new Promise(setImmediate)
  }
  const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
  const before = timers()
  const answer = await ask(origin, { method: 'PUT', body: { sizeBytes: 4, bytes } })
  assert.equal(said(answer), '200')
  assert.equal(timers(), before)
})

test('a body of another size than was announced is a bug, and ends the connection', async (t) => {
  const { origin } = await aServer(t, (request, response) => request.on('end', () => response.end()).resume())
  for (const sizeBytes of [3, 5]) await assert.rejects(ask(origin, { method: 'PUT', body: { ...bodyOf(Buffer.from('four')), sizeBytes } }), { name: 'Bug' })
})

test('whether anything was sent', async (t) => {
  assert.equal(said(await ask('http://127.0.0.1:1/')), 'UNAVAILABLE, again: yes, sent: no')
  const { origin } = await aRawServer(t, (socket) => socket.destroy())
  assert.equal(said(await ask(origin)), 'UNAVAILABLE, again: yes, sent: yes')
})

test('F23 a flood of 1xx answers is PROTOCOL', async (t) => {
  const { origin } = await aRawServer(t, saying('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000), 'stay'))
  assert.equal(said(await ask(origin)), 'PROTOCOL, again: no, sent: yes')
  const few = await aRawServer(t, saying(`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3)}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`))
  assert.equal(said(await ask(few.origin)), '200')
})

test('F13 a head that drips in is given up after the stall time, however often a byte comes', async (t) => {
  const { origin } = await aRawServer(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX: ')
    const closed = new AbortController()
    socket.on('close', () => closed.abort())
    void (async () => { for await (const _ of clock.ticks(20, closed.signal)) socket.write('x') })()
  })
  assert.equal(said(await ask(origin, { stallMs: 1000 })), 'UNAVAILABLE, again: yes, sent: yes')
})

test('a reader that is slower than the stall time is not the server’s fault', async (t) => {
  const content = Buffer.alloc(8_000_000, 'x')
  const { origin } = await aServer(t, (_, response) => response.end(content))
  const silent = await aRawServer(t, () => undefined)
  // Long enough for the answer's head on a machine that is busy.
  const answer = await ask(origin, { stallMs: 1500 })
  assert.ok(answer.kind === 'response')
  let received = 0
  for await (const chunk of answer.bytes) {
    // Another connection's stall time ends several of ours.
    if (received === 0) await ask(silent.origin, { stallMs: 4000 })
    received += chunk.length
  }
  assert.equal(received, content.length)
})
