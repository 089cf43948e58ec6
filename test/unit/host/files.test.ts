import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { files } from '../../../src/host/files.ts'
import { aDirectory, aSmallDisk } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

async function read(path: string, fromByte: number, sizeBytesMax: number): Promise<string> {
  const file = await files.open(path)
  assert.ok(file)
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of file.bytes({ fromByte, sizeBytesMax })) chunks.push(chunk)
  } finally {
    await file.close()
  }
  return Buffer.concat(chunks).toString()
}

test('reads from a byte on, and refuses what is longer than allowed', async (t) => {
  const path = join(aDirectory(t), 'file')
  writeFileSync(path, '0123456789')
  assert.equal(await read(path, 4, 6), '456789')
  await rejectsWithFailure('DATA', /more than 5 bytes/, read(path, 4, 5))
})

test('a large file goes through one buffer', async (t) => {
  const path = join(aDirectory(t), 'file')
  writeFileSync(path, Buffer.alloc(700_000))
  const file = await files.open(path)
  assert.ok(file)
  t.after(() => file.close())
  const buffers = new Set<unknown>()
  for await (const chunk of file.bytes({ fromByte: 1, sizeBytesMax: 699_999 })) buffers.add(chunk.buffer)
  assert.equal(buffers.size, 1)
})

test('F45 an open file is the same file, whatever happens to its name', async (t) => {
  const home = aDirectory(t)
  writeFileSync(join(home, 'file'), 'signed')
  const file = await files.open(join(home, 'file'))
  assert.ok(file)
  t.after(() => file.close())
  writeFileSync(join(home, 'other'), 'evil')
  renameSync(join(home, 'other'), join(home, 'file'))
  const chunks: Uint8Array[] = []
  for await (const chunk of file.bytes({ fromByte: 0, sizeBytesMax: 99 })) chunks.push(chunk)
  assert.equal(Buffer.concat(chunks).toString(), 'signed')
})

test('a file that grows while it is read is noticed', async (t) => {
  const path = join(aDirectory(t), 'file')
  writeFileSync(path, 'signed')
  const file = await files.open(path)
  assert.ok(file)
  t.after(() => file.close())
  appendFileSync(path, 'more')
  await rejectsWithFailure('DATA', /more than 6 bytes/, (async () => { for await (const _ of file.bytes({ fromByte: 0, sizeBytesMax: file.facts.sizeBytes })); })())
})

test('opens no link, no FIFO, no directory, no device; null for nothing', { timeout: 120_000 }, async (t) => {
  const home = aDirectory(t)
  symlinkSync('/etc/passwd', join(home, 'link'))
  execFileSync('mkfifo', [join(home, 'fifo')])
  await rejectsWithFailure('IO', /is a symbolic link/, files.open(join(home, 'link')))
  for (const path of [join(home, 'fifo'), home, '/dev/zero']) await rejectsWithFailure('IO', /not a regular file/, files.open(path))
  assert.equal(await files.open(join(home, 'none')), null)
})

test('resume cuts, and writes on from there', async (t) => {
  const path = join(aDirectory(t), 'file')
  const first = await files.create(path, { mode: 0o640, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 })
  await first.write(Buffer.from('hello world'))
  await first.sync()
  await first.close()
  const second = await files.resume(path, 5)
  await second.write(Buffer.from('!'))
  await second.close()
  assert.equal(readFileSync(path, 'utf8'), 'hello!')
  assert.equal(statSync(path).mode & 0o7777, 0o640)
  await rejectsWithFailure('IO', /cannot create/, files.create(path, null))
})

test('space tells free bytes of the file system', async (t) => {
  const home = aSmallDisk(t, 'size=64k,nr_inodes=8')
  assert.deepEqual(await files.space(home), { freeBytes: 65536, freeEntries: 7 })
})

test('F48 without the right to chown(2), a program that everybody may run stays ours; any other file is refused', async (t) => {
  const home = aDirectory(t)
  chmodSync(home, 0o777)
  const nobody = 65_534
  process.setegid?.(nobody)
  process.seteuid?.(nobody)
  try {
    await (await files.create(join(home, 'jacod'), { mode: 0o755, uid: 0, gid: 0 })).close()
    for (const mode of [0o750, 0o4755, 0o2755, 0o775])
      await rejectsWithFailure('PERMISSION', /cannot prepare/, files.create(join(home, mode.toString(8)), { mode, uid: 0, gid: 0 }))
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
  const { mode, uid, gid } = statSync(join(home, 'jacod'))
  assert.deepEqual([mode & 0o7777, uid, gid], [0o755, nobody, nobody])
})
