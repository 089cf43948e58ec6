import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiTrouble, pageTrouble } from '../../../../src/drivers/sources/api-trouble.ts'
import type { Failure } from '../../../../src/errors.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const url = 'https://api.example.org/releases?token=hunter2'
const said = (status: number, headers: Record<string, string> = {}, body = '', token: string | null = null): Failure => apiTrouble({ status, headers, bytes: Buffer.from(body) }, { url, token, nowMs })

test('P17 a limit names the moment after which to ask again', () => {
  assert.equal(said(429, { 'retry-after': '90' }).message, 'https://api.example.org/releases answers no more questions for now (HTTP 429, rate limit); it may be asked again after 2026-11-21T12:01:30Z')
  assert.match(said(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(nowMs / 1000 + 5) }).message, /after 2026-11-21T12:00:05Z$/)
  assert.match(said(403, {}, '{"message":"API rate limit exceeded for 192.0.2.1"}').message, /after a minute at the earliest/)
})

test('P17 a moment that is long over, too far away, or none at all is not repeated', () => {
  for (const headers of [{ 'retry-after': '9999999' }, { 'retry-after': 'soon' }, { 'retry-after': '-1' }, { 'x-ratelimit-reset': '1' }, { 'x-ratelimit-reset': '99999999999' }, { 'x-ratelimit-reset': 'Infinity' }, { 'retry-after': 'Sat, 21 Nov 2020 12:00:00 GMT' }]) assert.match(said(429, headers).message, /after a minute at the earliest$/)
})

test('a token is suggested where there is none, and doubted where there is one', () => {
  assert.match(said(429).next ?? '', /source\.token/)
  assert.doesNotMatch(said(429, {}, '', 'forge').next ?? '', /source\.token/)
  assert.deepEqual([said(401).code, said(403).code], ['UNAVAILABLE', 'UNAVAILABLE'])
  assert.deepEqual([said(401, {}, '', 'forge').code, said(403, {}, '', 'forge').code], ['PERMISSION', 'PERMISSION'])
  assert.match(said(401, {}, '', 'forge').message, /the secret 'forge'/)
})

test('every other status is UNAVAILABLE, and no message shows a query', () => {
  for (const status of [204, 304, 400, 451, 500]) assert.deepEqual([said(status).code, said(status).message], ['UNAVAILABLE', `https://api.example.org/releases answers HTTP ${status}`])
  for (const failure of [said(429), said(401), pageTrouble({ status: 200, headers: {}, bytes: Buffer.from('<') }, url)]) assert.doesNotMatch(failure?.message ?? 'hunter2', /hunter2/)
})

test('F18 a page is known by its kind, or by how it begins', () => {
  const page = (type: string, body: string): string | undefined => pageTrouble({ status: 200, headers: { 'content-type': type }, bytes: Buffer.from(body) }, url)?.code
  assert.deepEqual([page('text/html', '[]'), page('TEXT/HTML; charset=utf-8', '[]'), page('application/xhtml+xml', ''), page('application/json', '\n <html>')], Array<string>(4).fill('PROTOCOL'))
  assert.deepEqual([page('application/json', '["<html>"]'), page('text/plain', '[]'), page('', '')], Array<undefined>(3).fill(undefined))
})
