import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../src/host/disk.ts'
import { aDirectory, aSmallDisk } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const hello = Buffer.from('hello')

test('what does not exist is null, for every way of reading', async (t) => {
  const path = join(aDirectory(t), 'none')
  assert.deepEqual(await Promise.all([disk.look(path), disk.read(path, 9), disk.list(path), disk.readLink(path), disk.sha256(path)]), [null, null, null, null, null])
})

test('look tells kind, mode with setuid, size, links, and does not follow a link', async (t) => {
  const home = aDirectory(t)
  writeFileSync(join(home, 'file'), hello)
  chmodSync(join(home, 'file'), 0o4755)
  linkSync(join(home, 'file'), join(home, 'twin'))
  symlinkSync('file', join(home, 'link'))
  const facts = await disk.look(join(home, 'file'))
  assert.deepEqual([facts?.kind, facts?.mode, facts?.sizeBytes, facts?.links], ['file', 0o4755, 5, 2])
  assert.equal((await disk.look(join(home, 'link')))?.kind, 'symlink')
  assert.equal((await disk.look(home))?.kind, 'directory')
  assert.equal(await disk.readLink(join(home, 'link')), 'file')
  assert.deepEqual(await disk.list(home), ['file', 'link', 'twin'])
})

test('read takes a file of exactly the limit and refuses one byte more', async (t) => {
  const path = join(aDirectory(t), 'file')
  writeFileSync(path, hello)
  assert.deepEqual(Buffer.from((await disk.read(path, 5)) ?? []), hello)
  await rejectsWithFailure('DATA', /file' has 5 bytes; at most 4/, disk.read(path, 4))
})

test('F45 read and sha256 follow no link, and open no FIFO', { timeout: 5000 }, async (t) => {
  const home = aDirectory(t)
  writeFileSync(join(home, 'secret'), hello)
  symlinkSync('secret', join(home, 'link'))
  execFileSync('mkfifo', [join(home, 'fifo')])
  for (const name of ['link', 'fifo']) {
    await rejectsWithFailure('IO', new RegExp(name), disk.read(join(home, name), 99))
    await rejectsWithFailure('IO', new RegExp(name), disk.sha256(join(home, name)))
  }
})

test('create never overwrites, not even through a link, and its mode ignores the umask', async (t) => {
  const home = aDirectory(t)
  const before = process.umask(0o077)
  t.after(() => process.umask(before))
  await disk.create(join(home, 'new'), hello, 0o644)
  assert.equal(statSync(join(home, 'new')).mode & 0o7777, 0o644)
  await rejectsWithFailure('IO', /cannot create '.*new'/, disk.create(join(home, 'new'), hello, 0o644))
  symlinkSync('elsewhere', join(home, 'link'))
  await rejectsWithFailure('IO', /cannot create '.*link'/, disk.create(join(home, 'link'), hello, 0o644))
  assert.deepEqual(await disk.list(home), ['link', 'new'])
})

test('F48 a directory under a setgid parent and umask 0 has exactly the mode that was asked for', async (t) => {
  const home = aDirectory(t)
  chmodSync(home, 0o2777)
  const before = process.umask(0)
  t.after(() => process.umask(before))
  await disk.makeDirectory(join(home, 'd'), 0o755)
  assert.equal(statSync(join(home, 'd')).mode & 0o7777, 0o755)
  await disk.makeDirectory(join(home, 'd'), 0o700)
  assert.equal(statSync(join(home, 'd')).mode & 0o7777, 0o755)
})

test('makeDirectory takes no link for a directory', async (t) => {
  const home = aDirectory(t)
  mkdirSync(join(home, 'real'))
  symlinkSync('real', join(home, 'link'))
  await rejectsWithFailure('IO', /link/, disk.makeDirectory(join(home, 'link'), 0o755))
})

test('copy, append, truncate, link, symlink, rename, remove', async (t) => {
  const home = aDirectory(t)
  const at = (name: string): string => join(home, name)
  await disk.create(at('a'), hello, 0o600)
  await disk.copy(at('a'), at('b'), { mode: 0o750, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 })
  await disk.append(at('b'), Buffer.from(' world'))
  assert.equal(readFileSync(at('b'), 'utf8'), 'hello world')
  assert.equal(statSync(at('b')).mode & 0o7777, 0o750)
  await disk.truncate(at('b'), 4)
  await disk.link(at('b'), at('c'))
  await disk.symlink('c', at('d'))
  await disk.rename(at('c'), at('e'))
  assert.equal(readFileSync(at('e'), 'utf8'), 'hell')
  assert.equal(lstatSync(at('d')).isSymbolicLink(), true)
  await disk.remove(at('d'))
  await disk.remove(at('d'))
  await disk.makeDirectory(at('dir'), 0o755)
  await disk.remove(at('dir'))
  assert.deepEqual(await disk.list(home), ['a', 'b', 'e'])
})

test('syncing works on files and directories, and names what is missing', async (t) => {
  const home = aDirectory(t)
  await disk.create(join(home, 'a'), hello, 0o600)
  await disk.syncFile(join(home, 'a'))
  await disk.syncDirectory(home)
  await rejectsWithFailure('IO', /cannot sync '.*none'/, disk.syncFile(join(home, 'none')))
})

test('F01 F05 no space and a read-only file system are CANT_CREATE, with a remedy', async (t) => {
  const home = aSmallDisk(t, 'size=64k')
  await rejectsWithFailure('CANT_CREATE', /cannot write to '.*big'/, disk.create(join(home, 'big'), Buffer.alloc(256 * 1024), 0o644))
  execFileSync('mount', ['-o', 'remount,ro', home])
  await rejectsWithFailure('CANT_CREATE', /cannot create '.*small'/, disk.create(join(home, 'small'), hello, 0o644))
})
