import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { mayWrite } from '../../../src/host/may-write.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const root = mkdtempSync(join(tmpdir(), 'app-upgrade-may-write-'))
after(() => rmSync(root, { recursive: true }))

test('a directory that may be written, one that is not there, and one that is a file', async () => {
  writeFileSync(join(root, 'file'), '', { mode: 0o755 })
  assert.equal(await mayWrite(root), 'yes')
  assert.equal(await mayWrite(join(root, 'nobody')), 'missing')
  assert.equal(await mayWrite(join(root, 'file', 'below')), 'missing')
})
test('a directory that not even root may write to', async () => assert.equal(await mayWrite('/proc/self'), 'forbidden'))
test('what cannot be looked at is no answer', async () => await rejectsWithFailure('IO', /^cannot look at/, mayWrite(join(root, 'x'.repeat(300)))))
