import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { failure, isFailure } from '../../../../src/errors.ts'
import { locateFiles } from '../../../../src/formats/archive/archive-content.ts'
import { archiveDefaults, type ArchiveMember, type ArchiveRules } from '../../../../src/formats/archive/archive-policy.ts'
import { readElf } from '../../../../src/formats/elf.ts'
import { readTar } from '../../../../src/formats/tar/tar-reader.ts'
import { gunzip } from '../../../../src/host/gunzip.ts'
import { parseVersion, versionsIn } from '../../../../src/release/version.ts'
import { fleeting } from '../../../support/fleeting.ts'
import { goodElf, goodMembers, goodTop, type HostileArchive, hostileArchives } from '../../../support/hostile-archives.ts'
import { chunked, longName, paxHeader, tarMember, tarOf } from '../../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

interface Read { readonly members: readonly ArchiveMember[]; readonly contents: ReadonlyMap<string, Buffer> }
/** Reads an archive as the shelf does, keeping small contents. */
async function read(bytes: AsyncIterable<Uint8Array>, rules: Partial<ArchiveRules> = {}): Promise<Read> {
  const contents = new Map<string, Buffer>()
  const members = await readTar(fleeting(bytes), { ...archiveDefaults, ...rules }, async ({ path, sizeBytes }, content) => {
    const pieces: Uint8Array[] = []
    if (sizeBytes < 100_000) for await (const piece of content) pieces.push(Buffer.from(piece))
    contents.set(path, Buffer.concat(pieces))
  })
  return { members, contents }
}
/** All that is asked of an archive before its release is believed. */
async function wholly({ form, bytes, rules }: HostileArchive): Promise<Read> {
  const tar = form === 'gzip' ? gunzip(bytes(), (rules.totalBytesMax ?? 2 ** 30) + 2 ** 20) : bytes()
  const archive = await read(tar, { memberBytesMax: 2 ** 33, wanted: ['jacod'], ...rules })
  const { topDirectory, files } = locateFiles(archive.members, ['jacod'])
  const named = versionsIn(topDirectory ?? '')
  if (named.length > 0 && !named.includes(parseVersion('1.2.3'))) throw failure('REFUSED', `the top directory names version ${named.join()}`)
  const elf = readElf(archive.contents.get(files.get('jacod') ?? '') ?? Buffer.alloc(0))
  if (elf === null) throw failure('REFUSED', 'jacod is no executable')
  if (elf.architecture !== 'amd64') throw failure('REFUSED', 'jacod is for another processor than ours, an other processor')
  return archive
}
const safe = ({ path, mode, kind }: ArchiveMember): boolean => !/^\/|(^|\/)\.\.(\/|$)|[\u0000-\u001f\\]/.test(path) && (mode === 0o755 || (mode === 0o644 && kind === 'file'))

for (const archive of hostileArchives)
  test(`3(c) ${archive.name} is ${archive.expect}`, async () => {
    if (archive.expect === 'refused') {
      const outcome = await wholly(archive).then(() => null, (thrown: unknown) => thrown)
      if (outcome !== null && !isFailure(outcome)) throw outcome
      assert.ok(outcome !== null, 'it was accepted')
      assert.match(outcome.message, archive.why)
      assert.ok(outcome.code === 'DATA' || outcome.code === 'REFUSED', outcome.code)
      return
    }
    const { members } = await wholly(archive)
    assert.ok(members.length >= 3 && members.every(safe), JSON.stringify(members))
  })

const good = tarOf(goodMembers)
const expected = [`${goodTop}`, `${goodTop}/jacod`, `${goodTop}/README.md`]

test('a good release is read, with its contents, whatever the chunks', async () => {
  for (const chunkBytes of [1, 7, 511, 512, 513, 1024, 100_000]) {
    const { members, contents } = await read(chunked(good, chunkBytes))
    assert.deepEqual(members.map((member) => member.path), expected)
    assert.deepEqual(members.map((member) => member.mode), [0o755, 0o755, 0o644])
    assert.deepEqual(contents.get(`${goodTop}/jacod`), goodElf)
  }
})
test('what the consumer leaves unread is skipped, also when it stops in the middle', async () => {
  const big = tarOf(tarMember({ name: 'a' }, Buffer.alloc(300_000, 1)), tarMember({ name: 'b' }, 'end'))
  const seen: string[] = []
  await readTar(chunked(big, 1000), archiveDefaults, async ({ path }, content) => {
    for await (const piece of content) {
      seen.push(`${path}${piece[0]}`)
      break
    }
  })
  assert.deepEqual(seen, ['a1', `b${'e'.charCodeAt(0)}`])
})
test('a message names the entry, and a failure of the consumer passes as it is', async () => {
  await rejectsWithFailure('REFUSED', /^archive entry 4 '\.\.\/evil': its path has '\.\.'$/, read(chunked(tarOf(goodMembers, tarMember({ name: '../evil' })))))
  await rejectsWithFailure('CANT_CREATE', /^no space$/, readTar(chunked(good), archiveDefaults, async () => { throw failure('CANT_CREATE', 'no space') }))
})
test('the stream is let go of when the archive is refused', async () => {
  let closed = false
  async function* source(): AsyncGenerator<Uint8Array, void, void> {
    try {
      for (;;) yield tarMember({ name: '/evil' })
    } finally {
      closed = true
    }
  }
  await rejectsWithFailure('REFUSED', /absolute/, read(source()))
  assert.ok(closed)
})
test('every cut of an archive is refused', async () => {
  for (let cut = 0; cut < good.length; cut += 128) await rejectsWithFailure('DATA', /cut off|end is missing/, read(chunked(good.subarray(0, cut))))
})
test('long names, a global comment and a huge PAX size are honest', async () => {
  const long = `${'directory/'.repeat(12)}ü`
  const tar = tarOf(paxHeader({ comment: '4f1c' }, 'g'), longName(`${long}1`), tarMember({ name: 'x' }, '1'), paxHeader({ path: `${long}2`, mtime: '1.5' }), tarMember({ name: 'x' }, '2'))
  for (const chunkBytes of [1, 513, 100_000]) assert.deepEqual((await read(chunked(tar, chunkBytes))).members.map((member) => member.path), [`${long}1`, `${long}2`])
})

function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'archives-'))
  return act(folder).finally(() => rmSync(folder, { recursive: true }))
}
test('what GNU tar writes is read, in every format, flat or under a directory', () => withFolder(async (folder) => {
  const long = join('app', 'a-long-directory-name-'.repeat(4), 'b'.repeat(90))
  mkdirSync(join(folder, 'app', 'a-long-directory-name-'.repeat(4)), { recursive: true })
  writeFileSync(join(folder, long), 'long')
  writeFileSync(join(folder, 'app', 'naïve'), 'x'.repeat(3000))
  for (const format of ['gnu', 'ustar', 'pax', 'posix'])
    for (const [from, what] of [[folder, 'app'], [join(folder, 'app'), '.']] as const) {
      const made = spawnSync('tar', ['-C', from, `--format=${format}`, '-cf', '-', what], { maxBuffer: 2 ** 24 })
      assert.equal(made.status, 0, String(made.stderr))
      const { members, contents } = await read(chunked(made.stdout))
      assert.equal(members.length, what === 'app' ? 4 : 3)
      assert.equal(contents.get(what === 'app' ? long : long.slice(4))?.toString(), 'long', format)
    }
}))
test('what we accept of changed archives, GNU tar lists alike: 4,000 changes', () => withFolder(async (folder) => {
  const base = tarOf(goodMembers, longName(`${goodTop}/${'l'.repeat(120)}`), tarMember({ name: 'l' }, 'y'), paxHeader({ path: `${goodTop}/é` }), tarMember({ name: 'e' }, 'z'))
  const change = fc.array(fc.record({ block: fc.nat({ max: base.length / 512 - 1 }), at: fc.oneof(fc.nat({ max: 511 }), fc.integer({ min: 100, max: 160 })), to: fc.oneof(fc.constantFrom(0, 0x20, 0x2f, 0x30, 0x31, 0x35, 0x37, 0x78, 0x80, 0xff), fc.nat({ max: 255 })) }), { minLength: 1, maxLength: 3 })
  let accepted = 0
  for (const changes of fc.sample(change, { seed: 88, numRuns: 4000 })) {
    const tar = Buffer.from(base)
    for (const { block, at, to } of changes) tar[block * 512 + at] = to
    for (const { block } of changes) if (tar.toString('latin1', block * 512 + 257, block * 512 + 262) === 'ustar') repairChecksum(tar.subarray(block * 512, block * 512 + 512))
    const outcome = await read(chunked(tar)).catch((thrown: unknown) => thrown)
    if (isFailure(outcome)) continue
    if (outcome instanceof Error) throw outcome
    if (++accepted > 150) continue
    writeFileSync(join(folder, 'x.tar'), tar)
    const listed = spawnSync('tar', ['-tf', join(folder, 'x.tar'), '--quoting-style=literal', '--show-transformed-names'], { encoding: 'utf8' })
    assert.deepEqual(listed.stdout.split('\n').filter((line) => line !== '').map((line) => line.replace(/\/$/, '')), (outcome as Read).members.map((member) => member.path), listed.stderr)
  }
  assert.ok(accepted > 150, `only ${accepted} changed archives were accepted: the comparison compared nothing`)
}))
function repairChecksum(block: Buffer): void {
  block.fill(' ', 148, 156)
  block.write(`${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148)
}
