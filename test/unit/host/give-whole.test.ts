import assert from 'node:assert/strict'
import { linkSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getuid } from 'node:process'
import { test, type TestContext } from 'node:test'
import { giveWhole } from '../../../src/host/give-whole.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const to = { uid: 4711, gid: 4712 }
const isRoot = getuid?.() === 0

function aTree(t: TestContext): { readonly tree: string; readonly outside: string } {
  const [tree, outside] = [join(aDirectory(t), 'tree'), aDirectory(t)]
  mkdirSync(join(tree, 'entry'), { recursive: true })
  for (const path of [join(tree, 'entry/artifact'), join(tree, 'lock'), join(outside, 'file'), join(outside, 'linked')]) writeFileSync(path, 'x')
  symlinkSync(outside, join(tree, 'away'))
  symlinkSync(join(outside, 'file'), join(tree, 'entry/file'))
  linkSync(join(outside, 'linked'), join(tree, 'second-name'))
  return { tree, outside }
}
const ownerOf = (path: string): number => lstatSync(path).uid

test('a tree is given away whole; what a link leads to, and what has another name elsewhere, is not', { skip: isRoot ? false : 'only root may give anything away' }, async (t) => {
  const { tree, outside } = aTree(t)
  await giveWhole(tree, to)
  await giveWhole(tree, to)
  for (const path of ['.', 'entry', 'entry/artifact', 'lock']) assert.equal(ownerOf(join(tree, path)), to.uid, path)
  for (const path of [join(tree, 'second-name'), outside, join(outside, 'file'), join(outside, 'linked')]) assert.equal(ownerOf(path), 0, path)
})

test('what belongs to somebody else stays theirs, and what lies in it is still found', { skip: isRoot ? false : 'only root may give anything away' }, async (t) => {
  const { tree } = aTree(t)
  await giveWhole(join(tree, 'entry'), { uid: 99, gid: 99 })
  writeFileSync(join(tree, 'entry/later'), 'x')
  await giveWhole(tree, to)
  assert.deepEqual(['entry', 'entry/artifact', 'entry/later'].map((path) => ownerOf(join(tree, path))), [99, 99, to.uid])
})

test('nothing there is nothing to give; a link is not followed', async (t) => {
  const { tree, outside } = aTree(t)
  await giveWhole(join(tree, 'none'), to)
  await giveWhole(join(tree, 'away'), to)
  assert.notEqual(ownerOf(join(outside, 'file')), to.uid)
})

test('a tree without end is given up', async (t) => {
  const { tree } = aTree(t)
  mkdirSync(join(tree, ...Array.from({ length: 300 }, () => 'd')), { recursive: true })
  await rejectsWithFailure('IO', /holds too much to be given away/, giveWhole(tree, to))
})
