import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { seenExecuting } from '../../../src/host/seen-executing.ts'
import { aDirectory } from '../../support/a-directory.ts'

test('f20 what we execute ourselves is seen, and can be started all the while', async () => {
  assert.equal(await (await seenExecuting())(process.execPath), 'yes')
})

test('what is no program of anybody is not said to run; nobody claims to know of what is hidden', async (t) => {
  const file = join(aDirectory(t), 'file')
  writeFileSync(file, '', { mode: 0o755 })
  const seen = await seenExecuting()
  assert.notEqual(await seen(file), 'yes')
  assert.equal(await seen(`${file}.gone`), 'no')
})
