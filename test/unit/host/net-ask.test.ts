import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netLimits } from '../../../src/host/limits.ts'
import { makeNet } from '../../../src/host/net.ts'
import type { ApiAnswer, ApiRequest } from '../../../src/host/types.ts'
import { aRawServer, aServer, saying } from '../../support/hostile-server.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const net = makeNet({ ...netLimits, backoffMs: 1, connectMs: 2000 })
const ask = (url: string, more: Partial<ApiRequest> = {}): Promise<ApiAnswer> =>
  net.ask({ method: 'GET', url, plainHttp: 'refused', headers: {}, body: null, answerBytesMax: 1000, stallMs: 60_000, reach: 'public', ...more }, new AbortController().signal)
const text = ({ bytes }: ApiAnswer): string => Buffer.from(bytes).toString()
const small = { sizeBytes: 4, bytes: async function* () { yield Buffer.from('body') } }

test('every final status is told, with its headers and its body', async (t) => {
  const { origin } = await aServer(t, (request, response) => response.writeHead(Number(request.url?.slice(1)), { 'X-Reason': 'so' }).end('said'))
  for (const status of [200, 201, 401, 403, 404, 409, 422]) {
    const answer = await ask(`${origin}/${status}`)
    assert.deepEqual([answer.status, answer.headers['x-reason'], text(answer)], [status, 'so', 'said'])
  }
})

test('of a header that stands twice the first is told', async (t) => {
  const { origin } = await aRawServer(t, saying('HTTP/1.1 200 OK\r\nLink: a\r\nLink: b\r\n__proto__: c\r\nContent-Length: 0\r\n\r\n'))
  const { headers } = await ask(origin)
  assert.deepEqual([headers['link'], Object.getPrototypeOf(headers)], ['a', Object.prototype])
})

test('a conditional request that finds nothing new is told so: 304', async (t) => {
  const { origin, requests } = await aServer(t, (request, response) => (request.headers['if-none-match'] === '"v1"' ? response.writeHead(304, { etag: '"v1"' }).end() : response.writeHead(200, { etag: '"v1"' }).end('list')))
  assert.equal((await ask(origin)).headers['etag'], '"v1"')
  const again = await ask(origin, { headers: { 'if-none-match': '"v1"' } })
  assert.deepEqual([again.status, again.bytes.length, requests.length], [304, 0, 2])
})

test('F18 a busy server is asked again for GET and HEAD, and told in the end', async (t) => {
  for (const status of [408, 429, 500, 502, 503, 504]) {
    const { origin, asked } = await aServer(t, (_, response) => response.writeHead(status).end('busy'))
    assert.equal((await ask(origin)).status, status)
    assert.equal((await ask(origin, { method: 'HEAD' })).status, status)
    assert.equal(asked.length, 8)
  }
})

test('F18 a server that asks for more patience than there is gets none', async (t) => {
  const { origin, asked } = await aServer(t, (_, response) => response.writeHead(429, { 'retry-after': '3600' }).end('later'))
  const answer = await ask(origin)
  assert.deepEqual([answer.status, answer.headers['retry-after'], asked.length], [429, '3600', 1])
})

test('what may have been heard is never said twice', async (t) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const busy = await aServer(t, (_, response) => response.writeHead(503).end())
    assert.equal((await ask(busy.origin, { method, body: small })).status, 503)
    const deaf = await aRawServer(t, (socket) => socket.destroy())
    await rejectsWithFailure('UNAVAILABLE', /cannot be reached/, ask(deaf.origin, { method, body: small }))
    assert.deepEqual([busy.asked.length, deaf.asked.length], [1, 1], method)
  }
})

test('F12 an answer that is cut off is asked for again, of GET', async (t) => {
  let cuts = 2
  const { origin, asked } = await aRawServer(t, (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${cuts-- > 0 ? 'he' : 'hello'}`))
  assert.equal(text(await ask(origin)), 'hello')
  assert.equal(asked.length, 3)
  cuts = 9
  await rejectsWithFailure('IO', /was cut off/, ask(origin, { method: 'POST' }))
  assert.equal(asked.length, 4)
})

test('D1 D2 F14 an answer beyond its cap is DATA, promised or not', async (t) => {
  const promised = await aRawServer(t, saying('HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n', 'stay'))
  await rejectsWithFailure('DATA', /larger than 1000 bytes/, ask(promised.origin))
  const chunked = await aRawServer(t, saying(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${`1f4\r\n${'x'.repeat(500)}\r\n`.repeat(3)}`, 'stay'))
  await rejectsWithFailure('DATA', /larger than 1000 bytes/, ask(chunked.origin))
  assert.equal((await ask((await aServer(t, (_, response) => response.writeHead(200, { 'content-length': '999999' }).end())).origin, { method: 'HEAD' })).status, 200)
})

test('F17 an encoding nobody asked for is PROTOCOL', async (t) => {
  const { origin } = await aRawServer(t, saying('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx'))
  await rejectsWithFailure('PROTOCOL', /encoded/, ask(origin))
})

test('redirects are followed for GET and HEAD; of the rest they are told', async (t) => {
  const { origin, asked } = await aServer(t, (request, response) => (request.url === '/there' ? response.end('there') : response.writeHead(307, { location: '/there' }).end()))
  assert.equal(text(await ask(`${origin}/here`)), 'there')
  assert.equal((await ask(`${origin}/here`, { method: 'HEAD' })).status, 200)
  assert.equal((await ask(`${origin}/here`, { method: 'POST', body: small })).status, 307)
  assert.deepEqual(asked, ['/here', '/there', '/here', '/there', '/here'])
})

test('a redirect that does not say where to is told, with what it says instead', async (t) => {
  const { origin } = await aServer(t, (_, response) => response.writeHead(301, { 'x-amz-bucket-region': 'eu-central-1' }).end('elsewhere'))
  const answer = await ask(origin)
  assert.deepEqual([answer.status, answer.headers['x-amz-bucket-region'], text(answer)], [301, 'eu-central-1', 'elsewhere'])
})

test('F19 six hops are REFUSED; F20 so is a way to what only we can reach', async (t) => {
  const { origin, asked } = await aServer(t, (_, response) => response.writeHead(302, { location: '/again' }).end())
  await rejectsWithFailure('REFUSED', /redirects more than 5 times/, ask(origin))
  assert.equal(asked.length, 6)
  const inward = await aServer(t, (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end())
  await rejectsWithFailure('REFUSED', /link-local/, ask(inward.origin, { plainHttp: 'allowed' }))
})

test('credentials and every header of the caller but accept stay with the origin, also after a way round', async (t) => {
  let home = ''
  const other = await aServer(t, (_, response) => response.writeHead(302, { location: `${home}/back` }).end())
  const { origin, requests } = await aServer(t, (request, response) => (request.url === '/back' ? response.end() : response.writeHead(302, { location: `${other.origin}/` }).end()))
  home = origin
  await ask(origin, { headers: { authorization: 'Bearer secret', 'private-token': 'secret', accept: 'application/json' } })
  const seen = [requests[0], other.requests[0], requests[1]].map((request) => [request?.headers.authorization, request?.headers['private-token'], request?.headers.accept])
  assert.deepEqual(seen, [['Bearer secret', 'secret', 'application/json'], [undefined, undefined, 'application/json'], [undefined, undefined, 'application/json']])
})

test('J25 the metadata service is not reached by who does not ask for it, nor anything else by who does', async (t) => {
  const limits = { plainHttp: 'allowed' } as const
  await rejectsWithFailure('REFUSED', /is a link-local address/, ask('http://169.254.169.254/latest/meta-data', limits))
  await rejectsWithFailure('REFUSED', /is a private address/, ask('http://10.0.0.1/', { ...limits, reach: 'link-local' }))
  const { origin } = await aServer(t, (_, response) => response.writeHead(302, { location: '/there' }).end())
  assert.equal((await ask(origin, { reach: 'link-local' })).status, 302)
})

test('no failure shows a query or a header', async () => {
  await assert.rejects(ask('http://127.0.0.1:1/x?token=secret', { headers: { authorization: 'Bearer secret' } }), (thrown: Error) => {
    for (let at: unknown = thrown; at instanceof Error; at = at.cause) assert.doesNotMatch(at.message, /secret/)
    return true
  })
})
