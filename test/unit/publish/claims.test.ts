import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTrustedComment } from '../../../src/formats/minisign/trusted-comment.ts'
import { trustedCommentOf } from '../../../src/publish/claims.ts'
import { throwsFailure } from '../../support/throws.ts'

const claims = { file: 'SHA256SUMS', version: 'v2.0.0', atMs: 1_795_000_000_999, bestBeforeMs: null, comment: null }

test('the comment begins as that of minisign, and our own reader understands all of it', () => {
  const text = trustedCommentOf({ ...claims, bestBeforeMs: 1_796_000_000_000, comment: 'for Ada: with love' })
  assert.equal(text, 'timestamp:1795000000\tfile:SHA256SUMS\thashed\tversion:v2.0.0\texpires:1796000000\tfor Ada: with love')
  const read = readTrustedComment(text)
  assert.deepEqual([read.timestampSeconds, read.file, read.version, read.hashed, read.rest.at(-1)], [1_795_000_000, 'SHA256SUMS', 'v2.0.0', true, 'for Ada: with love'])
})

test('M a comment cannot pass for a field, end the line or hide', () => {
  for (const comment of ['version:9.9.9', 'expires:1', 'hashed', 'timestamp:0', 'file:x', 'a\tversion:9.9.9', 'a\nb', '\u202e', '', 'x'.repeat(1001)]) {
    throwsFailure('USAGE', /cannot be the comment/, () => trustedCommentOf({ ...claims, comment }))
  }
})
