import assert from 'node:assert/strict'
import { test } from 'node:test'
import { azureRefusal } from '../../../../../src/drivers/sources/stores/azure-refusal.ts'

const date = 'Sat, 21 Nov 2026 12:00:00 GMT'
const refused = (status: number, code: string | null, wishes: { readonly body?: string; readonly nowMs?: number } = {}): string => {
  const headers = code === null ? { date } : { date, 'x-ms-error-code': code }
  const failed = azureRefusal({ status, headers, bytes: Buffer.from(wishes.body ?? '') }, { where: 'https://acme.example.org/c', nowMs: wishes.nowMs ?? Date.parse(date) })
  return `${failed.code} ${failed.message}`
}

test('F18 what Azure says, in words for people', () => {
  assert.match(refused(403, 'AuthenticationFailed'), /^PERMISSION .*403 AuthenticationFailed: the key or the signature is not right, or not any more$/)
  assert.match(refused(404, 'ContainerNotFound'), /^CONFIG .*no such container/)
  for (const [status, code] of [[404, 'ResourceNotFound'], [409, 'PublicAccessNotPermitted'], [403, 'AuthorizationFailure'], [401, null]] as const) assert.match(refused(status, code), /^PERMISSION .*may not read this/)
  assert.match(refused(503, 'ServerBusy'), /^UNAVAILABLE .*HTTP 503 ServerBusy$/)
})

test('a wrong clock is told from a wrong key by the server\'s own', () => {
  assert.match(refused(403, 'AuthenticationFailed', { nowMs: 0 }), /^UNAVAILABLE .*clock says 1970-01-01T00:00:00.000Z and the server's 2026-11-21T12:00:00.000Z/)
})

test('the code may stand in the body alone; of its details only the first words, for the rest repeats signatures', () => {
  const body = '\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>x</Message><AuthenticationErrorDetail>Signature did not match. String to sign used was s3cret</AuthenticationErrorDetail></Error>'
  assert.match(refused(403, null, { body }), /AuthenticationFailed: .* \('Signature did not match'\)$/)
  assert.equal(refused(500, null, { body: '<html>' }), 'UNAVAILABLE https://acme.example.org/c answers HTTP 500')
})
