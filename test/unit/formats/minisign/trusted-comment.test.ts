import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTrustedComment } from '../../../../src/formats/minisign/trusted-comment.ts'

const none = { timestampSeconds: null, file: null, version: null, expiresSeconds: null, hashed: false, rest: [] }

test('the comment that minisign writes', () => {
  const text = 'timestamp:1795000000\tfile:SHA256SUMS\thashed'
  assert.deepEqual(readTrustedComment(text), { text, timestampSeconds: 1795000000, file: 'SHA256SUMS', version: null, expiresSeconds: null, hashed: true, rest: [] })
})
test('our version field, in any order, and free text beside it', () => {
  const text = 'jaco release\tversion:v0.2.0\ttimestamp:1'
  assert.deepEqual(readTrustedComment(text), { ...none, text, timestampSeconds: 1, version: 'v0.2.0', rest: ['jaco release'] })
})
test('M29 what is malformed or there twice is no field, so a policy that demands it refuses', () => {
  for (const text of ['', 'file:', 'file:a\tfile:b', 'timestamp:soon', 'timestamp:-1', 'timestamp:1e9', 'timestamp:1234567890123456', 'expires:soon', 'expires:1\texpires:2', 'Version:1', ' file:x', 'hashed\thashed']) {
    const read = readTrustedComment(text)
    assert.deepEqual(read, { ...none, text, rest: text.split('\t').filter((part) => part !== '') }, text)
  }
})
test('our expiry, in seconds like the timestamp', () => {
  assert.deepEqual(readTrustedComment('expires:1800000000'), { ...none, text: 'expires:1800000000', expiresSeconds: 1_800_000_000 })
})
