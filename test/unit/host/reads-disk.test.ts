import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readsDisk as disk } from '../../../src/host/reads-disk.ts'
import { aDirectory } from '../../support/a-directory.ts'
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

test('a file of several chunks is read as it is', async (t) => {
  const path = join(aDirectory(t), 'file')
  const content = randomBytes(700_000)
  writeFileSync(path, content)
  assert.deepEqual(await disk.read(path, 700_000), content)
  assert.equal(await disk.sha256(path), createHash('sha256').update(content).digest('hex'))
})

test('F45 read and sha256 follow no link, and open no FIFO', { timeout: 120_000 }, async (t) => {
  const home = aDirectory(t)
  writeFileSync(join(home, 'secret'), hello)
  symlinkSync('secret', join(home, 'link'))
  execFileSync('mkfifo', [join(home, 'fifo')])
  for (const name of ['link', 'fifo']) {
    await rejectsWithFailure('IO', new RegExp(name), disk.read(join(home, name), 99))
    await rejectsWithFailure('IO', new RegExp(name), disk.sha256(join(home, name)))
  }
})
