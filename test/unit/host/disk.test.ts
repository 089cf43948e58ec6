import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../src/host/disk.ts'
import { aDirectory } from '../../support/a-directory.ts'

test('what one half wrote, the other reads', async (t) => {
  const path = join(aDirectory(t), 'file')
  await disk.create(path, Buffer.from('hello'), 0o600)
  assert.equal(Buffer.from((await disk.read(path, 5)) ?? []).toString(), 'hello')
  assert.equal(await disk.sha256(path), '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
  assert.equal((await disk.look(path))?.mode, 0o600)
})
