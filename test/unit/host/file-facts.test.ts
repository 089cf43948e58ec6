import assert from 'node:assert/strict'
import { lstatSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { factsOf } from '../../../src/host/file-facts.ts'
import { aDirectory } from '../../support/a-directory.ts'

test('every kind of file has one of our four words', (t) => {
  const home = aDirectory(t)
  writeFileSync(join(home, 'file'), 'hello')
  symlinkSync('file', join(home, 'link'))
  const kinds = [home, join(home, 'file'), join(home, 'link'), '/dev/null'].map((path) => factsOf(lstatSync(path)).kind)
  assert.deepEqual(kinds, ['directory', 'file', 'symlink', 'other'])
})

test('the mode has no file type in it', (t) => {
  const path = join(aDirectory(t), 'file')
  writeFileSync(path, 'hello', { mode: 0o640 })
  const { mode, sizeBytes, uid, links } = factsOf(lstatSync(path))
  assert.deepEqual({ mode, sizeBytes, uid, links }, { mode: 0o640, sizeBytes: 5, uid: process.getuid?.(), links: 1 })
})
