import assert from 'node:assert/strict'
import { createSecureServer } from 'node:http2'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { connectionTo, type Connection, type Way } from '../../../src/host/connection.ts'
import { netLimits } from '../../../src/host/limits.ts'
import { directly } from '../../../src/host/proxy-route.ts'
import { anAuthority } from '../../support/certificates.ts'

const way = (url: string, more: Partial<Way> = {}): Way => ({ origin: { origin: new URL(url).origin, may: 'public', reach: null }, limits: { ...netLimits, connectMs: 5000 }, network: directly, signal: new AbortController().signal, ...more })
const to = (url: string, more?: Partial<Way>): Promise<Connection> => connectionTo(new URL(url), way(url, more))
const said = (connection: Connection): string => (connection.kind === 'connected' ? 'connected' : `${connection.because.code}, again: ${connection.again}: ${connection.because.message}`)

/** Takes connections and says nothing; `gone` resolves when the first of them has ended. */
async function aListener(t: TestContext): Promise<{ readonly port: number; readonly gone: Promise<void> }> {
  const sockets = new Set<Socket>()
  const ended = Promise.withResolvers<void>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined).on('close', () => ended.resolve()).resume()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { sockets.forEach((socket) => socket.destroy()); server.close() })
  return { port: (server.address() as AddressInfo).port, gone: ended.promise }
}

test('a connection is fresh, and its caller’s', async (t) => {
  const { port, gone } = await aListener(t)
  const connection = await to(`http://127.0.0.1:${port}/`)
  assert.equal(said(connection), 'connected')
  if (connection.kind === 'connected') connection.socket.destroy()
  await gone
})

test('F12 a port that nobody listens on may be tried again', async () => {
  assert.equal(said(await to('http://127.0.0.1:1/x?token=secret')), 'UNAVAILABLE, again: yes: http://127.0.0.1:1/x cannot be reached')
})

test('F13 a server that says nothing while it should encrypt is let go in time', async (t) => {
  const { port, gone } = await aListener(t)
  const connection = await to(`https://127.0.0.1:${port}/`, { limits: { ...netLimits, connectMs: 100 } })
  assert.equal(said(connection), `UNAVAILABLE, again: yes: https://127.0.0.1:${port}/ cannot be reached`)
  assert.match(connection.kind === 'trouble' ? String(connection.because.cause) : '', /no connection within 0\.1 s/)
  await gone
})

test('a deadline ends it, and is no reason to try again', async (t) => {
  const { port, gone } = await aListener(t)
  const given = new AbortController()
  const connecting = to(`https://127.0.0.1:${port}/`, { signal: given.signal })
  setImmediate(() => given.abort(new Error('total deadline')))
  assert.match(said(await connecting), /^IO, again: no: waiting for \S+ was given up$/)
  if (given.signal.aborted) await Promise.race([gone, to('http://127.0.0.1:1/')])
})

test('J25 an address is judged before anybody is connected to', async () => {
  assert.match(said(await to('http://169.254.169.254/')), /^REFUSED, again: no: 169\.254\.169\.254 is a link-local address$/)
  const elsewhere = { origin: { origin: 'https://example.org', may: 'public', reach: 'public' } } as const
  assert.match(said(await to('http://127.0.0.1:1/', elsewhere)), /^REFUSED, again: no: the server redirects to 127\.0\.0\.1:1, which is a loopback address$/)
  assert.match(said(await to('http://localhost:1/', elsewhere)), /^REFUSED, again: no: the server redirects to localhost:1, which is a loopback address$/)
})

test('F23 a server that speaks HTTP/2 alone is not spoken to', async (t) => {
  const own = anAuthority(t)
  const server = createSecureServer({ ...own.issue(), allowHTTP1: false })
  server.on('sessionError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
  assert.match(said(await to(url, { network: { ...directly, certificates: async () => own.pem } })), /^REFUSED, again: no: /)
})
