import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { readOperatorFile, takeBack, writeOperatorFile } from '../../../src/config/operator-on-disk.ts'
import { disk } from '../../../src/host/disk.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const owner = process.getuid?.() ?? 0
const windows = '[policy]\nwindows = ["Sat 02:00-05:00"]\n'
const held = `${windows}hold = true\n`
const place = (t: TestContext): string => join(aDirectory(t), 'acme.toml.d', '50-operator.toml')

test('what is written is there whole, with its directory; nothing is no file', async (t) => {
  const file = place(t)
  assert.equal(await readOperatorFile(disk, file, owner), null)
  await writeOperatorFile(disk, file, windows)
  assert.equal(await readOperatorFile(disk, file, owner), windows)
  assert.equal(statSync(file).mode & 0o7777, 0o644)
  await writeOperatorFile(disk, file, null)
  assert.equal(existsSync(file), false)
})

test('a file that is no text is nobody\'s to edit', async (t) => {
  const file = place(t)
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o755 })
  writeFileSync(file, Buffer.from([0x23, 0xff, 0x0a]), { mode: 0o644 })
  await rejectsWithFailure('CONFIG', /is not UTF-8/, readOperatorFile(disk, file, owner))
})

test('a change is taken back: to what was there, or to no file at all', async (t) => {
  for (const before of [null, '[policy]\nchannel = "beta"\n']) {
    const file = place(t)
    await writeOperatorFile(disk, file, windows)
    await takeBack(disk, file, { before, after: windows, owner })
    assert.equal(await readOperatorFile(disk, file, owner), before)
  }
})

test('f21 a hold that was said meanwhile outlives a change that failed', async (t) => {
  const file = place(t)
  await writeOperatorFile(disk, file, held)
  await takeBack(disk, file, { before: null, after: windows, owner })
  assert.equal(readFileSync(file, 'utf8'), held)
})
