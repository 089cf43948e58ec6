import assert from 'node:assert/strict'
import { chmodSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../src/host/disk.ts'
import { leaveFile, leaveNewFile, leftBytes, readLeftFile } from '../../../src/upgrade/left-file.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const mine = { owner: process.getuid?.() ?? 0, sizeBytesMax: 100 }

test('what is left can be read by its owner and group, and replaces what was left before', async (t) => {
  const path = join(aDirectory(t), 'requests', 'acme')
  await leaveFile(disk, path, { a: 1 })
  await leaveFile(disk, path, { a: 2 })
  assert.equal(Buffer.from(await readLeftFile(disk, path, mine) ?? []).toString(), '{"a":2}')
  assert.equal(statSync(path).mode & 0o777, 0o640)
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o750)
})

test('what may only be left where nothing lies is not written over', async (t) => {
  const path = join(aDirectory(t), 'acme')
  await leaveNewFile(disk, path, { a: 1 })
  await rejectsWithFailure('IO', /acme/, leaveNewFile(disk, path, { a: 2 }))
  assert.deepEqual(await readLeftFile(disk, path, mine), leftBytes({ a: 1 }))
})

test('nothing was left', async (t) => {
  assert.equal(await readLeftFile(disk, join(aDirectory(t), 'acme'), mine), null)
})

test('f12 what others could have written, or put a link to, is not read; nor what is too large', async (t) => {
  const path = join(aDirectory(t), 'acme')
  await leaveFile(disk, path, 'x')
  chmodSync(path, 0o660)
  await rejectsWithFailure('PERMISSION', /is not a file that only/, readLeftFile(disk, path, mine))
  symlinkSync(path, `${path}.link`)
  await rejectsWithFailure('PERMISSION', /is not a file that only/, readLeftFile(disk, `${path}.link`, mine))
  writeFileSync(`${path}.large`, 'x'.repeat(101), { mode: 0o600 })
  await rejectsWithFailure('DATA', /./, readLeftFile(disk, `${path}.large`, mine))
})
