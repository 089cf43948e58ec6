import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { changesDisk as disk } from '../../../src/host/changes-disk.ts'
import { aDirectory, aSmallDisk } from '../../support/a-directory.ts'
import { giveAttribute } from '../../support/an-attribute.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const hello = Buffer.from('hello')

test('create never overwrites, not even through a link, and its mode ignores the umask', async (t) => {
  const home = aDirectory(t)
  const before = process.umask(0o077)
  t.after(() => process.umask(before))
  await disk.create(join(home, 'new'), hello, 0o644)
  assert.equal(statSync(join(home, 'new')).mode & 0o7777, 0o644)
  await rejectsWithFailure('IO', /cannot create '.*new'/, disk.create(join(home, 'new'), hello, 0o644))
  symlinkSync('elsewhere', join(home, 'link'))
  await rejectsWithFailure('IO', /cannot create '.*link'/, disk.create(join(home, 'link'), hello, 0o644))
  assert.deepEqual(readdirSync(home).toSorted(), ['link', 'new'])
})

test('F45 the mode is that of the file that was made, whatever somebody puts in its place meanwhile', async (t) => {
  const home = aDirectory(t)
  const [path, secret] = [join(home, 'note.upgrading'), join(home, 'secret')]
  writeFileSync(secret, 'root only', { mode: 0o600 })
  // Asked for while it is written: the moment in which whoever owns the directory exchanges the file for a link.
  const content = Buffer.from(hello)
  Object.defineProperty(content, 'length', { get: () => { rmSync(path, { force: true }); symlinkSync(secret, path); return hello.byteLength } })
  await disk.create(path, content, 0o644)
  assert.equal(lstatSync(path).isSymbolicLink(), true)
  assert.equal(statSync(secret).mode & 0o7777, 0o600)
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

/** Entries of a POSIX ACL as the kernel keeps them: whoever, what they may, which user. */
function acl(...entries: readonly (readonly [tag: number, may: number, id: number])[]): Buffer {
  const value = Buffer.alloc(4 + 8 * entries.length)
  value.writeUInt32LE(2, 0)
  for (const [index, [tag, may, id]] of entries.entries()) {
    value.writeUInt16LE(tag, 4 + 8 * index)
    value.writeUInt16LE(may, 6 + 8 * index)
    value.writeUInt32LE(id, 8 + 8 * index)
  }
  return value
}
test('F48 a default ACL of the directory lets nobody write to what is made or copied there', async (t) => {
  const home = aDirectory(t)
  chmodSync(home, 0o755)
  const [at, nobody] = [(name: string): string => join(home, name), 0xffff_ffff]
  // user::rwx, user:65534:rwx, group::rwx, mask::rwx, other::rwx
  await giveAttribute(home, 'system.posix_acl_default', acl([1, 7, nobody], [2, 7, 65_534], [4, 7, nobody], [16, 7, nobody], [32, 7, nobody]))
  const writes = (path: string): boolean => spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'test', '-w', path]).status === 0
  writeFileSync(at('by-hand'), 'x')
  chmodSync(at('by-hand'), 0o775)
  assert.equal(writes(at('by-hand')), true, 'the ACL holds here')
  await disk.create(at('made'), hello, 0o755)
  await disk.copy(at('made'), at('copied'), { mode: 0o644, uid: 0, gid: 0 })
  await disk.makeDirectory(at('directory'), 0o755)
  for (const [name, mode] of [['made', 0o755], ['copied', 0o644], ['directory', 0o755]] as const) assert.deepEqual([name, statSync(at(name)).mode & 0o7777, writes(at(name))], [name, mode, false])
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
  assert.deepEqual(readdirSync(home).toSorted(), ['a', 'b', 'e'])
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
