import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../src/errors.ts'
import { troubleBefore, troubleWithin } from '../../../src/host/http-trouble.ts'

const never = new AbortController().signal
const coded = (code: string, name = 'Error'): Error => Object.assign(new Error(code), { code, name })
const before = (thrown: unknown, signal = never): string => {
  const { because, again } = troubleBefore(thrown, 'https://x/y', signal)
  return `${because.code} ${again}`
}

test('before the answer: what may be tried again, and what may not', () => {
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ABORT_ERR']) assert.equal(before(coded(code)), 'UNAVAILABLE yes', code)
  for (const code of ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'EPROTO']) assert.equal(before(coded(code)), 'REFUSED no', code)
  for (const code of ['HPE_INVALID_CONSTANT', 'HPE_HEADER_OVERFLOW', 'ERR_HTTP_INVALID_HEADER_VALUE']) assert.equal(before(coded(code)), 'PROTOCOL no', code)
  assert.equal(before(failure('REFUSED', 'by us')), 'REFUSED no')
})

test('within the answer: a cut may be resumed, nonsense may not', () => {
  for (const code of ['ETIMEDOUT', 'EPIPE', 'ECONNRESET']) assert.equal(troubleWithin(coded(code), 'x', never).code, 'IO')
  assert.equal(troubleWithin(coded('HPE_INVALID_CHUNK_SIZE'), 'x', never).code, 'PROTOCOL')
})

test('given up is given up, whatever the client made of it', () => {
  const given = AbortSignal.abort(new Error('deadline'))
  assert.equal(before(coded('ECONNRESET'), given), 'IO no')
  assert.match(String(troubleWithin(coded('ECONNRESET'), 'x', given).cause), /deadline/)
})
