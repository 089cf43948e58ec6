import assert from 'node:assert/strict'
import { test } from 'node:test'
import { following, type Asked, type Means } from '../../../src/host/http-follow.ts'
import { netLimits } from '../../../src/host/limits.ts'
import { directly } from '../../../src/host/proxy-route.ts'
import { aRawServer, aServer, saying } from '../../support/hostile-server.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const means: Means = { limits: netLimits, network: directly, signal: new AbortController().signal }
async function status(url: string, more: Partial<Asked> = {}): Promise<number | string> {
  const answer = await following({ method: 'GET', url, plainHttp: 'refused', body: null, stallMs: 60_000, reach: 'public', headers: { accept: 'x' }, ownHeaders: { authorization: 'secret' }, ...more }, means)
  if (answer.kind === 'response') await answer.close()
  return answer.kind === 'response' ? answer.status : answer.because.message
}

test('five statuses lead on; the rest are answers', async (t) => {
  const { origin } = await aServer(t, (request, response) => response.writeHead(request.url === '/there' ? 204 : Number(request.url?.slice(1)), { location: '/there' }).end())
  for (const moved of [301, 302, 303, 307, 308]) assert.equal(await status(`${origin}/${moved}`), 204)
  for (const final of [300, 304, 305, 306]) assert.equal(await status(`${origin}/${final}`), final)
})

test('the method stays what it was, and only GET and HEAD are led on', async (t) => {
  const { origin, requests } = await aServer(t, (request, response) => response.writeHead(request.url === '/there' ? 204 : 303, { location: '/there' }).end())
  assert.deepEqual([await status(origin, { method: 'HEAD' }), await status(origin, { method: 'POST' })], [204, 303])
  assert.deepEqual(requests.map(({ method, url }) => `${method} ${url}`), ['HEAD /', 'HEAD /there', 'POST /'])
})

test('F19 the credential is gone once another origin was asked, also on the way back', async (t) => {
  let home = ''
  const other = await aServer(t, (_, response) => response.writeHead(302, { location: `${home}/back` }).end())
  const { origin, requests } = await aServer(t, (request, response) => response.writeHead(request.url === '/back' ? 204 : 302, { location: other.origin }).end())
  home = origin
  assert.equal(await status(origin), 204)
  assert.deepEqual([requests[0], other.requests[0], requests[1]].map((request) => [request?.headers.authorization, request?.headers.accept]), [['secret', 'x'], [undefined, 'x'], [undefined, 'x']])
})

test('F19 a loop has an end; a redirect to nowhere is an answer, and one to two places is none', async (t) => {
  const { origin } = await aServer(t, (request, response) => response.writeHead(302, request.url === '/loop' ? { location: '/loop' } : {}).end())
  await rejectsWithFailure('REFUSED', /redirects more than 5 times/, status(`${origin}/loop`))
  for (const method of ['GET', 'HEAD'] as const) assert.equal(await status(`${origin}/nowhere`, { method }), 302)
  const torn = await aRawServer(t, saying('HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n'))
  await rejectsWithFailure('PROTOCOL', /'location' 2 times/, status(torn.origin))
})
