import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { makeNet } from '../../../src/host/net.ts'
import { netLimits } from '../../../src/host/limits.ts'
import type { HttpAnswer, HttpRequest } from '../../../src/host/types.ts'
import { aRawServer, aServer, saying, serving } from '../../support/hostile-server.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const net = makeNet({ ...netLimits, backoffMs: 1, connectMs: 60_000 })
const never = new AbortController().signal
const file = Buffer.alloc(100_000, 'release ')
const files = new Map([['app.tar.gz', file]])

const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ url, plainHttp: 'refused', authorization: null, resume: null, stallMs: 60_000, ...more })
const get = (url: string, more: Partial<HttpRequest> = {}): Promise<HttpAnswer | null> => net.get(request(url, more), never)
async function body(url: string, more: Partial<HttpRequest> = {}): Promise<Buffer> {
  const answer = await get(url, more)
  assert.ok(answer, 'there is an answer')
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const raw = async (t: TestContext, head: string, content: string | Buffer = ''): Promise<string> =>
  (await aRawServer(t, saying(Buffer.concat([Buffer.from(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(content)])))).origin

test('a file, its size and its validator', async (t) => {
  const { origin, requests } = await aServer(t, serving(files))
  const answer = await get(`${origin}/app.tar.gz`)
  assert.deepEqual([answer?.fromByte, answer?.sizeBytes, answer?.validator], [0, file.length, '"v1"'])
  await answer?.close()
  assert.deepEqual(await body(`${origin}/app.tar.gz`), file)
  assert.equal(requests[0]?.headers['accept-encoding'], 'identity')
})

test('404 and 410 are null', async (t) => {
  const { origin } = await aServer(t, (asked, response) => response.writeHead(asked.url === '/gone' ? 410 : 404).end())
  assert.deepEqual([await get(`${origin}/gone`), await get(`${origin}/none`)], [null, null])
})

test('D4 F18 other refusals are UNAVAILABLE, named, and not tried again', async (t) => {
  for (const status of [400, 401, 403, 407, 418, 501]) {
    const { origin, asked } = await aServer(t, (_, response) => response.writeHead(status).end('no'))
    await rejectsWithFailure('UNAVAILABLE', new RegExp(`/x answers HTTP ${status}`), get(`${origin}/x?token=secret`))
    assert.equal(asked.length, 1)
  }
})

test('F18 a busy server is asked again, and then believed', async (t) => {
  let busy = 2
  const { origin, asked } = await aServer(t, (asking, response) => (busy-- > 0 ? response.writeHead(503, { 'retry-after': '0' }).end() : serving(files)(asking, response)))
  assert.deepEqual(await body(`${origin}/app.tar.gz`), file)
  assert.equal(asked.length, 3)
})

test('F18 a server that stays busy is given up after four attempts; one that asks for an hour, at once', async (t) => {
  const busy = await aServer(t, (_, response) => response.writeHead(429).end())
  await rejectsWithFailure('UNAVAILABLE', /HTTP 429/, get(busy.origin))
  assert.equal(busy.asked.length, 4)
  const patient = await aServer(t, (_, response) => response.writeHead(503, { 'retry-after': '3600' }).end())
  await rejectsWithFailure('UNAVAILABLE', /HTTP 503/, get(patient.origin))
  assert.equal(patient.asked.length, 1)
})

test('F12 connection refused and reset before an answer are UNAVAILABLE', async (t) => {
  await rejectsWithFailure('UNAVAILABLE', /127\.0\.0\.1:1\/x cannot be reached/, get('http://127.0.0.1:1/x'))
  const { origin, asked } = await aRawServer(t, (socket) => socket.destroy())
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached/, get(origin))
  assert.equal(asked.length, 4)
})

test('F11 a name that does not resolve is UNAVAILABLE', async () => {
  await rejectsWithFailure('UNAVAILABLE', /no-such-host\.invalid/, get('https://no-such-host.invalid/x'))
})

for (const cutAt of [0, 1, 50_000, 99_999]) {
  test(`F12 D3 a body that is cut at byte ${cutAt} is IO`, async (t) => {
    const origin = await raw(t, 'HTTP/1.1 200 OK\nContent-Length: 100000', file.subarray(0, cutAt))
    await rejectsWithFailure('IO', /was cut off/, body(origin))
  })
}

test('F15 more than promised is not read as the file', async (t) => {
  const origin = await raw(t, 'HTTP/1.1 200 OK\nContent-Length: 5\nConnection: close', 'hello and more')
  const [outcome] = await Promise.allSettled([body(origin)])
  assert.ok(outcome.status === 'rejected' || outcome.value.toString() === 'hello')
})

const malformed: readonly (readonly [string, string])[] = [
  ['F15 a negative Content-Length', 'HTTP/1.1 200 OK\nContent-Length: -5'],
  ['F15 two Content-Lengths', 'HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6'],
  ['F15 a Content-Length of words', 'HTTP/1.1 200 OK\nContent-Length: five'],
  ['F23 100 KiB of headers', `HTTP/1.1 200 OK\nX: ${'x'.repeat(100 * 1024)}`],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2'],
  ['F17 gzip on the way', 'HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 5'],
  ['206 though nothing was resumed', 'HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-4/5\nContent-Length: 5'],
  ['416 though nothing was resumed', 'HTTP/1.1 416 No\nContent-Length: 0'],
  ['a redirect to nowhere', 'HTTP/1.1 302 Found\nContent-Length: 0'],
  ['two Locations', 'HTTP/1.1 302 Found\nLocation: /a\nLocation: /b\nContent-Length: 0'],
]
for (const [name, head] of malformed)
  test(`${name} is PROTOCOL`, async (t) => rejectsWithFailure('PROTOCOL', /./, body(await raw(t, head, 'hello'))))

test('F13 D5 a server that says nothing is given up: before the answer and within it', { timeout: 300_000 }, async (t) => {
  const silent = await aRawServer(t, () => undefined)
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached/, get(silent.origin, { stallMs: 50 }))
  const stalled = await aRawServer(t, saying('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello', 'stay'))
  // Time enough for the answer's head on a machine that is busy.
  await rejectsWithFailure('IO', /was cut off/, body(stalled.origin, { stallMs: 2000 }))
})

test('a deadline ends a request before the answer and within it', async (t) => {
  const silent = await aRawServer(t, () => undefined)
  const early = new AbortController()
  const asked = net.get(request(silent.origin), early.signal)
  setImmediate(() => early.abort(new Error('total deadline')))
  await rejectsWithFailure('IO', /was given up/, asked)
  const stalled = await aRawServer(t, saying('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello', 'stay'))
  const late = new AbortController()
  const answer = await net.get(request(stalled.origin), late.signal)
  await rejectsWithFailure('IO', /was given up/, (async () => { for await (const _ of answer?.bytes ?? []) late.abort() })())
})

test('redirects are followed, five of them', async (t) => {
  const { origin, asked } = await aServer(t, (asking, response) => {
    const hop = Number(asking.url?.slice(1))
    return hop >= 5 ? response.end('there') : response.writeHead([301, 302, 303, 307, 308][hop] ?? 302, { location: `/${hop + 1}` }).end()
  })
  assert.equal((await body(`${origin}/0`)).toString(), 'there')
  assert.equal(asked.length, 6)
})

test('F19 a redirect of a file that does not say where to is PROTOCOL, and says so', async (t) =>
  rejectsWithFailure('PROTOCOL', /redirects, but does not say where to/, get(await raw(t, 'HTTP/1.1 301 Moved\nContent-Length: 0'))))

test('F19 six hops and loops are REFUSED', async (t) => {
  const { origin, asked } = await aServer(t, (_, response) => response.writeHead(302, { location: '/again' }).end())
  await rejectsWithFailure('REFUSED', /redirects more than 5 times/, get(`${origin}/0`))
  assert.equal(asked.length, 6)
})

test('F20 J25 a redirect to link-local is REFUSED even from loopback, by address and by name', async (t) => {
  for (const target of ['http://169.254.169.254/latest/meta-data', 'http://[fe80::1]/', 'http://224.0.0.1/']) {
    const { origin } = await aServer(t, (_, response) => response.writeHead(302, { location: target }).end())
    await rejectsWithFailure('REFUSED', /redirects to .* (link-local|special) address/, get(origin, { plainHttp: 'allowed' }))
  }
})

test('F21 CR/LF smuggled into Location, credentials and oversize are REFUSED', async (t) => {
  const long = `https://example.org/${'x'.repeat(5000)}`
  for (const location of ['https://user:pw@example.org/', long, 'https://ex\u00e4mple.org/', 'https://example.org/a b'])
    await rejectsWithFailure('REFUSED', /redirects/, get(await raw(t, `HTTP/1.1 302 Found\nLocation: ${location}\nContent-Length: 0`)))
})

test('credentials go to the configured origin and to nobody else', async (t) => {
  const other = await aServer(t, (_, response) => response.end('other'))
  const { origin, requests } = await aServer(t, (asking, response) => (asking.url === '/same' ? response.writeHead(302, { location: `http://127.0.0.1:${other.port}/` }) : response.writeHead(302, { location: '/same' })).end())
  await body(`${origin}/`, { authorization: 'Bearer secret' })
  assert.deepEqual(requests.map((asked) => asked.headers.authorization), ['Bearer secret', 'Bearer secret'])
  assert.deepEqual(other.requests.map((asked) => asked.headers.authorization), [undefined])
})

test('V15 plain http is REFUSED before anybody is asked', async () => {
  await rejectsWithFailure('REFUSED', /plain http/, get('http://localhost:1/x'))
})

test('resume: the rest, by range and strong validator', async (t) => {
  const { origin, requests } = await aServer(t, serving(files))
  const answer = await get(`${origin}/app.tar.gz`, { resume: { fromByte: 40_000, validator: '"v1"' } })
  assert.deepEqual([answer?.fromByte, answer?.sizeBytes, answer?.validator], [40_000, file.length, '"v1"'])
  await answer?.close()
  assert.deepEqual(await body(`${origin}/app.tar.gz`, { resume: { fromByte: 40_000, validator: '"v1"' } }), file.subarray(40_000))
  assert.equal(requests[0]?.headers.range, 'bytes=40000-')
  assert.equal(requests[0]?.headers['if-range'], '"v1"')
})

const partial = (headers: string): string => `HTTP/1.1 206 Partial Content\n${headers}\nContent-Length: 5`
const wrongParts: readonly (readonly [string, string])[] = [
  ['another range', partial('Content-Range: bytes 3-7/10\nETag: "v1"')],
  ['the rest from another byte', partial('Content-Range: bytes 4-9/10\nETag: "v1"')],
  ['another ETag', partial('Content-Range: bytes 5-9/10\nETag: "v2"')],
  ['no range', partial('ETag: "v1"')],
  ['several parts', partial('Content-Type: multipart/byteranges; boundary=x')],
  ['416', 'HTTP/1.1 416 Range Not Satisfiable\nContent-Range: bytes */10\nContent-Length: 0'],
]
for (const [name, head] of wrongParts) {
  test(`F16 ${name} in place of the rest: asked again from the start`, async (t) => {
    const { origin, asked } = await aRawServer(t, (socket, heard) => {
      const answer = /^range:/im.test(heard) ? `${head}\n\nhello` : 'HTTP/1.1 200 OK\nContent-Length: 10\n\n0123456789'
      socket.end(answer.replaceAll('\n', '\r\n'))
    })
    const answer = await get(origin, { resume: { fromByte: 5, validator: '"v1"' } })
    assert.equal(answer?.fromByte, 0)
    await answer?.close()
    assert.equal(asked.length, 2)
  })
}

test('F16 a whole file in place of the rest begins at 0', async (t) => {
  const { origin } = await aServer(t, serving(files, { etag: () => '"v2"' }))
  assert.deepEqual(await body(`${origin}/app.tar.gz`, { resume: { fromByte: 40_000, validator: '"v1"' } }), file)
})

test('an answer whose bytes are not wanted lets go of its connection', async (t) => {
  let closed: () => void = () => undefined
  const gone = new Promise<void>((resolve) => { closed = resolve })
  const { origin } = await aRawServer(t, (socket) => {
    socket.on('close', () => closed())
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhello')
  })
  await (await get(origin))?.close()
  await gone
})
