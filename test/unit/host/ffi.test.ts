import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadFlock } from '../../../src/host/ffi.ts'
import { aDirectory } from '../../support/a-directory.ts'

test('flock(2): locked, busy for another open file, locked again once that is closed; a closed descriptor is an error', async (t) => {
  const flock = await loadFlock()
  assert.ok(flock, 'node:ffi is to be had in the Node that we ship')
  const path = join(aDirectory(t), 'lock')
  const [first, second] = [openSync(path, 'w'), openSync(path, 'w')]
  assert.deepEqual([flock(first), flock(first), flock(second)], ['locked', 'locked', 'busy'])
  closeSync(first)
  assert.equal(flock(second), 'locked')
  closeSync(second)
  assert.throws(() => flock(second), { code: 'ERRNO_9' })
})
