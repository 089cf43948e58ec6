import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openDirectory, removeWhole } from '../../../src/host/open-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-open-directory-'))
after(() => rmSync(scratch, { recursive: true }))
let made = 0
function aDirectory(): string {
  const path = join(scratch, String(made++))
  mkdirSync(path)
  return path
}

test('names in order, and what each of them is', async () => {
  const path = aDirectory()
  for (const name of ['b', 'a']) writeFileSync(join(path, name), name)
  symlinkSync('/etc/passwd', join(path, 'link'))
  execFileSync('mkfifo', [join(path, 'pipe')])
  const directory = await openDirectory(path)
  assert.ok(directory !== null)
  assert.deepEqual(await directory.names(), ['a', 'b', 'link', 'pipe'])
  assert.deepEqual(await Promise.all(['a', 'link', 'pipe', 'gone'].map(async (name) => (await directory.look(name))?.kind ?? null)), ['file', 'symlink', 'other', null])
  await rejectsWithFailure('IO', /./, directory.file('link'))
  await directory.close()
})

test('a link to a directory, a file, and nothing at all', async () => {
  const path = aDirectory()
  symlinkSync(path, `${path}-link`)
  writeFileSync(join(path, 'file'), '')
  await rejectsWithFailure('REFUSED', /no directory, or a link/, openDirectory(`${path}-link`))
  await rejectsWithFailure('REFUSED', /no directory/, openDirectory(join(path, 'file')))
  assert.equal(await openDirectory(join(path, 'gone')), null)
})

test('what was opened is what is read, also when somebody swaps the directory for a link', async () => {
  const path = aDirectory()
  writeFileSync(join(path, 'release'), 'honest')
  const directory = await openDirectory(path)
  renameSync(path, `${path}-moved`)
  const other = aDirectory()
  writeFileSync(join(other, 'release'), 'the host\'s secret')
  symlinkSync(other, path)
  const file = await directory?.file('release') ?? null
  const chunks: string[] = []
  for await (const chunk of file?.bytes({ fromByte: 0, sizeBytesMax: 100 }) ?? []) chunks.push(Buffer.from(chunk).toString())
  await file?.close()
  await directory?.close()
  assert.deepEqual(chunks, ['honest'])
})

test('a whole tree goes, whatever it is named, and no link in it is followed', async () => {
  const [path, other] = [aDirectory(), aDirectory()]
  writeFileSync(join(other, 'journal'), 'precious')
  mkdirSync(join(path, 'a/b'), { recursive: true })
  symlinkSync(other, join(path, 'a/b/link'))
  writeFileSync(Buffer.concat([Buffer.from(`${path}/a/`), Buffer.from([0xff, 0x0a])]), 'no UTF-8')
  await removeWhole(path)
  await removeWhole(path)
  assert.equal(existsSync(path), false)
  assert.deepEqual(readdirSync(other), ['journal'])
})

test('a link and a file are removed themselves', async () => {
  const path = aDirectory()
  symlinkSync(path, `${path}-link`)
  await removeWhole(`${path}-link`)
  assert.equal(existsSync(`${path}-link`), false)
  assert.ok(existsSync(path))
})

test('what is too deep is left, and said', async () => {
  const path = aDirectory()
  mkdirSync(join(path, Array.from({ length: 300 }, () => 'd').join('/')), { recursive: true })
  await rejectsWithFailure('IO', /too much to be removed/, removeWhole(path))
})
