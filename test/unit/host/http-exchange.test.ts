import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Origin } from '../../../src/host/guarded-lookup.ts'
import { exchange, type Exchanged } from '../../../src/host/http-exchange.ts'
import { netLimits } from '../../../src/host/limits.ts'
import { aServer } from '../../support/hostile-server.ts'

const ask = (url: string, own: Partial<Origin> = {}): Promise<Exchanged> => exchange({
  url: new URL(url), origin: { origin: new URL(url).origin, reach: null, ...own }, limits: netLimits, signal: new AbortController().signal,
  request: { url, plainHttp: 'allowed', authorization: 'Bearer secret', resume: { fromByte: 5, validator: '"v1"' }, stallMs: 2000 },
})

test('every status has one kind of answer', async (t) => {
  const { origin } = await aServer(t, (request, response) => response.writeHead(Number(request.url?.slice(1)), { location: '/there' }).end())
  const kinds = new Map<number, string>()
  for (const status of [200, 206, 301, 302, 303, 307, 308, 300, 304, 404, 410, 416, 403, 429, 500, 503]) {
    const answer = await ask(`${origin}/${status}`)
    kinds.set(status, answer.kind === 'trouble' ? `trouble, again: ${answer.again}` : answer.kind)
    if (answer.kind === 'body') await answer.close()
  }
  assert.deepEqual([...kinds], [
    [200, 'body'], [206, 'body'], [301, 'moved'], [302, 'moved'], [303, 'moved'], [307, 'moved'], [308, 'moved'],
    [300, 'trouble, again: no'], [304, 'trouble, again: no'], [404, 'missing'], [410, 'missing'], [416, 'range-refused'],
    [403, 'trouble, again: no'], [429, 'trouble, again: yes'], [500, 'trouble, again: yes'], [503, 'trouble, again: yes'],
  ])
})

test('what is sent: identity, range and validator; the credential only to its origin', async (t) => {
  const { origin, requests } = await aServer(t, (_, response) => response.end())
  for (const own of [{}, { origin: 'https://example.org', reach: 'loopback' as const }]) {
    const answer = await ask(origin, own)
    if (answer.kind === 'body') await answer.close()
  }
  const [first, second] = requests.map((request) => request.headers)
  assert.deepEqual([first?.['accept-encoding'], first?.range, first?.['if-range'], first?.authorization], ['identity', 'bytes=5-', '"v1"', 'Bearer secret'])
  assert.equal(second?.authorization, undefined)
})
