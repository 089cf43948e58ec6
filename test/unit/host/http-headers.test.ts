import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentLength, contentRange, refuseEncoding, retryAfterMs, single, strongValidator } from '../../../src/host/http-headers.ts'
import { throwsFailure } from '../../support/throws.ts'

test('a header that stands twice is no header', () => {
  assert.equal(single({ a: 'x' }, 'a'), 'x')
  assert.equal(single({}, 'a'), null)
  throwsFailure('PROTOCOL', /'location' 2 times/, () => single({ location: ['a', 'b'] }, 'location'))
})

test('F16 only a strong ETag is a validator', () => {
  assert.equal(strongValidator({ etag: '"abc-1"' }), '"abc-1"')
  for (const etag of ['W/"abc"', 'abc', '"a"b"', '""', `"${'x'.repeat(300)}"`, '"a b"', '"\u00e9"']) assert.equal(strongValidator({ etag }), null, etag)
  assert.equal(strongValidator({ 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT' }), null)
})

test('F15 a Content-Length that is no size is refused', () => {
  assert.equal(contentLength({ 'content-length': '42' }), 42)
  assert.equal(contentLength({}), null)
  for (const length of ['-1', '1e3', '0x10', '99999999999999999999', '', '4.2', ' 4']) throwsFailure('PROTOCOL', /promises/, () => contentLength({ 'content-length': length }))
})

test('F16 a range must be the whole rest', () => {
  assert.deepEqual(contentRange({ 'content-range': 'bytes 5-9/10' }), { first: 5, last: 9, sizeBytes: 10 })
  assert.deepEqual(contentRange({ 'content-range': 'bytes 5-9/*' }), { first: 5, last: 9, sizeBytes: null })
  for (const range of ['bytes 5-8/10', 'bytes 9-5/10', 'items 5-9/10', 'bytes */10', 'bytes 5-/10', '']) assert.equal(contentRange({ 'content-range': range }), null, range)
})

test('F18 Retry-After in seconds or as a date', () => {
  const nowMs = Date.parse('Sat, 21 Nov 2026 10:00:00 GMT')
  assert.equal(retryAfterMs({ 'retry-after': '7' }, nowMs), 7000)
  assert.equal(retryAfterMs({ 'retry-after': 'Sat, 21 Nov 2026 10:00:09 GMT' }, nowMs), 9000)
  assert.equal(retryAfterMs({ 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }, nowMs), 0)
  for (const headers of [{}, { 'retry-after': 'soon' }, { 'retry-after': '-5x' }]) assert.equal(retryAfterMs(headers, nowMs), null)
})

test('F17 no encoding but identity', () => {
  refuseEncoding({})
  refuseEncoding({ 'content-encoding': 'identity' })
  for (const encoding of ['gzip', 'br', 'x-gzip, gzip', '']) throwsFailure('PROTOCOL', /encoded the file/, () => refuseEncoding({ 'content-encoding': encoding }))
})
