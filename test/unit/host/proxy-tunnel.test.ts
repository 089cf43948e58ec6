import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { failure } from '../../../src/errors.ts'
import { netLimits } from '../../../src/host/limits.ts'
import { makeNet } from '../../../src/host/net.ts'
import type { NetworkRules } from '../../../src/host/proxy-route.ts'
import type { ApiRequest, Net } from '../../../src/host/types.ts'
import { aProxy, type ProxyWanted, type TestProxy } from '../../support/a-proxy.ts'
import { anAuthority, type Authority } from '../../support/certificates.ts'
import { aRawServer, aServer, saying } from '../../support/hostile-server.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const never = new AbortController().signal
const basic = `Basic ${Buffer.from('ci:hush').toString('base64')}`

/** A server that only the proxy can find (`releases.example` is nowhere), and the proxy. */
interface Bed { readonly own: Authority; readonly proxy: TestProxy; readonly port: number; readonly net: Net; readonly seen: Readonly<Record<string, unknown>>[] }
async function aBed(t: TestContext, wanted: ProxyWanted = {}, rules: Partial<NetworkRules> = {}, authorization: string | null = null): Promise<Bed> {
  const own = anAuthority(t)
  const seen: Readonly<Record<string, unknown>>[] = []
  const server = createServer(own.issue({ names: 'DNS:releases.example' }), (request, response) => { seen.push(request.headers); response.end(`hello ${request.url}`) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { server.closeAllConnections(); server.close() })
  const proxy = await aProxy(t, { everywhere: '127.0.0.1', ...wanted })
  const net = makeNet({ ...netLimits, backoffMs: 1, connectMs: 5000 }, { proxy: { url: proxy.url, authorization: async () => authorization }, noProxy: [], certificates: async () => own.pem, ...rules })
  return { own, proxy, port: (server.address() as AddressInfo).port, net, seen }
}
const question = (url: string): ApiRequest => ({ method: 'GET', url, plainHttp: 'allowed', headers: { authorization: 'Bearer token' }, body: null, answerBytesMax: 1000, stallMs: 60_000, reach: 'public' })
const ask = async (net: Net, url: string): Promise<string> => Buffer.from((await net.ask(question(url), never)).bytes).toString()

test('https goes through a tunnel: the proxy sees the host, and nothing else', async (t) => {
  const { net, port, proxy, seen } = await aBed(t)
  assert.equal(await ask(net, `https://releases.example:${port}/x?token=secret`), 'hello /x?token=secret')
  const answer = await net.get({ url: `https://releases.example:${port}/file`, plainHttp: 'refused', authorization: null, resume: null, stallMs: 60_000 }, never)
  assert.equal(Buffer.concat(await Array.fromAsync(answer?.bytes ?? [])).toString(), 'hello /file')
  assert.deepEqual(proxy.asked, Array.from({ length: 2 }, () => `CONNECT releases.example:${port}`))
  assert.deepEqual([proxy.credentials, seen[0]?.['authorization'], seen[0]?.['proxy-authorization']], [[undefined, undefined], 'Bearer token', undefined])
})

test('the way to the proxy may be encrypted too, and is checked like any other', async (t) => {
  const authority = anAuthority(t)
  const bed = await aBed(t, { certificate: authority.issue() })
  await rejectsWithFailure('REFUSED', /the proxy 127\.0\.0\.1:\d+ does not prove who it is/, ask(bed.net, `https://releases.example:${bed.port}/`))
  const both = makeNet({ ...netLimits, backoffMs: 1 }, { proxy: { url: bed.proxy.url, authorization: async () => null }, noProxy: [], certificates: async () => `${authority.pem}\n${bed.own.pem}` })
  assert.equal(await ask(both, `https://releases.example:${bed.port}/x`), 'hello /x')
})

test('plain http is handed to the proxy as a whole address', async (t) => {
  const { net, proxy } = await aBed(t)
  const plain = await aServer(t, (request, response) => response.end(`plain ${request.headers.host} ${request.url}`))
  assert.equal(await ask(net, `http://releases.example:${plain.port}/x?y`), `plain releases.example:${plain.port} /x?y`)
  assert.deepEqual(proxy.asked, [`GET http://releases.example:${plain.port}/x?y`])
})

test('this machine itself, what no_proxy names, and the metadata service are reached directly', async (t) => {
  const { net, proxy, own } = await aBed(t, {}, { noProxy: ['releases.example'] })
  const plain = await aServer(t, (_, response) => response.end('direct'))
  for (const host of ['127.0.0.1', 'localhost']) assert.equal(await ask(net, `http://${host}:${plain.port}/`), 'direct')
  await rejectsWithFailure('UNAVAILABLE', /releases\.example/, ask(net, 'https://releases.example/'))
  // Nobody's metadata: an address of that network. Whatever answers there, if anything, is no concern of ours.
  const brief = makeNet({ ...netLimits, attemptsMax: 1, connectMs: 50 }, { proxy: { url: proxy.url, authorization: async () => null }, noProxy: [], certificates: null })
  await brief.ask({ ...question('http://169.254.1.1:1/'), reach: 'link-local' }, never).catch(() => undefined)
  assert.deepEqual([proxy.asked, own.pem.length > 0], [[], true])
})

test('F24 credentials go to the proxy, and to nobody behind it', async (t) => {
  const { net, port, proxy, seen } = await aBed(t, { credentials: 'ci:hush' }, {}, basic)
  assert.equal(await ask(net, `https://releases.example:${port}/x`), 'hello /x')
  const plain = await aServer(t, (_, response) => response.end('plain'))
  assert.equal(await ask(net, `http://releases.example:${plain.port}/`), 'plain')
  assert.deepEqual(proxy.credentials, [basic, basic])
  assert.deepEqual([seen[0]?.['proxy-authorization'], plain.requests[0]?.headers['proxy-authorization']], [undefined, undefined])
})

test('F24 407 is UNAVAILABLE at once, and shows no credential', async (t) => {
  for (const [sent, kind] of [[null, 'https'], [null, 'http'], [basic.toLowerCase(), 'https']] as const) {
    const { net, port, proxy } = await aBed(t, { credentials: 'ci:hush' }, {}, sent)
    await assert.rejects(ask(net, `${kind}://releases.example:${port}/`), (thrown: Error) => {
      assert.match(thrown.message, /^the proxy 127\.0\.0\.1:\d+ asks for credentials, or does not accept ours \(HTTP 407\)$/)
      for (let at: unknown = thrown; at instanceof Error; at = at.cause) assert.doesNotMatch(`${at.message}${at.stack}`, /hush|Y2k6/i)
      return 'code' in thrown && thrown.code === 'UNAVAILABLE'
    })
    assert.equal(proxy.asked.length, 1)
  }
})

test('F24 a proxy that is down is UNAVAILABLE, named, and nobody is asked directly instead', async (t) => {
  const { net } = await aBed(t, {}, { proxy: { url: new URL('http://127.0.0.1:1'), authorization: async () => null } })
  await rejectsWithFailure('UNAVAILABLE', /^the proxy 127\.0\.0\.1:1 cannot be reached$/, ask(net, 'https://releases.example/'))
  const silent = await aRawServer(t, () => undefined)
  const patient = makeNet({ ...netLimits, attemptsMax: 1, connectMs: 100 }, { proxy: { url: new URL(silent.origin), authorization: async () => null }, noProxy: [], certificates: null })
  await rejectsWithFailure('UNAVAILABLE', /^the proxy .* cannot be reached$/, ask(patient, 'https://releases.example/'))
})

test('F24 401 to a CONNECT speaks of our credentials as well, as tinyproxy says it', async (t) => {
  const { net } = await aBed(t, { refuses: 'HTTP/1.0 401 Unauthorized' })
  await rejectsWithFailure('UNAVAILABLE', /does not accept ours \(HTTP 401\)/, ask(net, 'https://releases.example/'))
})

test('F24 a CONNECT that is refused is UNAVAILABLE; a gateway in trouble is asked again', async (t) => {
  for (const [refuses, times] of [['HTTP/1.1 403 Forbidden', 1], ['HTTP/1.1 503 Busy', 4], ['HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/', 1]] as const) {
    const { net, proxy } = await aBed(t, { refuses })
    await rejectsWithFailure('UNAVAILABLE', /^the proxy \S+ does not connect to releases\.example: it answers HTTP \d+$/, ask(net, 'https://releases.example/'))
    assert.equal(proxy.asked.length, times, refuses)
  }
})

test('F24 a proxy that talks nonsense, or before the server, is PROTOCOL', async (t) => {
  for (const nonsense of ['SSH-2.0-OpenSSH_9.2\r\n', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n']) {
    const raw = await aRawServer(t, saying(nonsense, 'stay'))
    const net = makeNet({ ...netLimits, backoffMs: 1 }, { proxy: { url: new URL(raw.origin), authorization: async () => null }, noProxy: [], certificates: null })
    await rejectsWithFailure('PROTOCOL', /the proxy/, ask(net, 'https://releases.example/'))
  }
})

test('a proxy cannot stand in for the server: its certificate is checked through the tunnel', async (t) => {
  const { net, port } = await aBed(t)
  await rejectsWithFailure('REFUSED', /releases\.other:\d+\/ does not prove who it is/, ask(net, `https://releases.other:${port}/`))
})

test('F20 a redirect behind a proxy is judged, too', async (t) => {
  const { net } = await aBed(t)
  for (const target of ['http://169.254.169.254/', 'http://10.0.0.1/', 'http://127.0.0.1/']) {
    const { port } = await aServer(t, (_, response) => response.writeHead(302, { location: target }).end())
    await rejectsWithFailure('REFUSED', /redirects to \S+, which is a (?:link-local|private|loopback) address/, ask(net, `http://releases.example:${port}/`))
  }
})

test('credentials that cannot be read are told as they are', async (t) => {
  const { net } = await aBed(t, {}, { proxy: { url: new URL((await aServer(t, (_, response) => response.end())).origin), authorization: async () => { throw failure('CONFIG', "there is no secret 'proxy'") } } })
  for (const scheme of ['https', 'http']) await rejectsWithFailure('CONFIG', /no secret 'proxy'/, ask(net, `${scheme}://releases.example/`))
})

test('E45 no proxy of the environment is honoured', async (t) => {
  const { proxy, port, own } = await aBed(t)
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
    const before = process.env[name]
    process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.url.href
    t.after(() => { if (before === undefined) delete process.env[name]; else process.env[name] = before })
  }
  const net = makeNet({ ...netLimits, attemptsMax: 1 }, { proxy: null, noProxy: [], certificates: async () => own.pem })
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached/, ask(net, `https://releases.example:${port}/`))
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached/, ask(net, `http://releases.example:${port}/`))
  assert.deepEqual(proxy.asked, [])
})
