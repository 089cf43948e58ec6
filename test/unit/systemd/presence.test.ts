import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRunBySystemd } from '../../../src/systemd/presence.ts'

test('a directory means yes; nothing, or a file, means no', async () => {
  assert.equal(await isRunBySystemd('/tmp'), 'yes')
  assert.equal(await isRunBySystemd('/nowhere/systemd'), 'no')
  assert.equal(await isRunBySystemd(process.execPath), 'no')
})
