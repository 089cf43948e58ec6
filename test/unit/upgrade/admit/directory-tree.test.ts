import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { removeTree, treeOf } from '../../../../src/upgrade/admit/directory-tree.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

test('lists a directory before what is in it, and removes it all, following no link', async (t) => {
  const home = aDirectory(t)
  mkdirSync(join(home, 'tree/a/b'), { recursive: true })
  mkdirSync(join(home, 'precious'))
  writeFileSync(join(home, 'precious/file'), 'keep')
  writeFileSync(join(home, 'tree/a/b/file'), 'x')
  symlinkSync('../precious', join(home, 'tree/link'))
  assert.deepEqual((await treeOf(disk, join(home, 'tree'))).map(({ path, facts }) => `${path} ${facts.kind}`), ['a directory', 'a/b directory', 'a/b/file file', 'link symlink'])
  await removeTree(disk, join(home, 'tree'))
  await removeTree(disk, join(home, 'tree'))
  assert.equal(existsSync(join(home, 'tree')), false)
  assert.equal(readFileSync(join(home, 'precious/file'), 'utf8'), 'keep')
})

test('a link in place of the tree is removed itself', async (t) => {
  const home = aDirectory(t)
  mkdirSync(join(home, 'precious'))
  symlinkSync('precious', join(home, 'tree'))
  await removeTree(disk, join(home, 'tree'))
  assert.deepEqual([existsSync(join(home, 'tree')), existsSync(join(home, 'precious'))], [false, true])
})

test('a tree deeper than any release is not walked to its end', async (t) => {
  const home = aDirectory(t)
  mkdirSync(join(home, ...Array.from({ length: 80 }, () => 'd')), { recursive: true })
  await rejectsWithFailure('IO', /deeper than 64/, treeOf(disk, home))
})
