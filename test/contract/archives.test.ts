import assert from 'node:assert/strict'
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { bare } from '../../src/drivers/archives/bare.ts'
import { archives } from '../../src/drivers/archives/table.ts'
import { zip } from '../../src/drivers/archives/zip.ts'
import { isFailure } from '../../src/errors.ts'
import { decompressors } from '../../src/host/decompressors.ts'
import { disk } from '../../src/host/disk.ts'
import { files } from '../../src/host/files.ts'
import type { Archive, ArchiveFile } from '../../src/upgrade/ports.ts'
import { aDirectory } from '../support/a-directory.ts'
import { anArchiveFile } from '../support/an-archive-file.ts'
import { aTar } from '../support/a-release.ts'
import { badlyPacked, type Container, containers, packed } from '../support/containers.ts'
import { goodElf, goodMembers, type HostileArchive, hostileArchives } from '../support/hostile-archives.ts'
import { hostileZips } from '../support/hostile-zips.ts'
import { tarOf } from '../support/tar-builder.ts'
import { rejectsWithFailure } from '../support/throws.ts'
import { unpackWhole } from '../support/unpack-whole.ts'
import { zipOf } from '../support/zip-builder.ts'
import { archiveContract, contentsOf } from './archive.ts'

const tree = { jaco: Buffer.alloc(100_000, 'jaco'), jacod: Buffer.from('jacod'), 'docs/README.md': Buffer.from('Read me.\n') }
const only = { jacod: Buffer.concat([Buffer.alloc(100_000, 'jaco'), Buffer.from('d')]) }
const tools = { decompressors, binaries: ['jacod'] }
const tested = new Set<string>()

function honours(kind: string, archive: Archive, form: { readonly bytes: Buffer; readonly files: Readonly<Record<string, Buffer>>; readonly ends?: 'unframed' }): void {
  tested.add(kind)
  archiveContract(kind, archive, form)
}

for (const container of containers) {
  honours(container.tar.kind, container.tar.make(tools), { bytes: packed(container, aTar(tree, '')), files: tree })
  honours(container.file.kind, container.file.make(tools), { bytes: packed(container, only.jacod), files: only })
}
honours('zip', zip.make(tools), { bytes: zipOf(Object.entries(tree).map(([name, content]) => ({ name, content }))), files: tree })
honours('bare', bare.make(tools), { bytes: only.jacod, files: only, ends: 'unframed' })

test('every format of the table was held to the contract', () => assert.deepEqual([...tested].toSorted(), archives.map((driver) => driver.kind).toSorted()))

/** Unpacks for good, as root would, and looks at what is there afterwards: outside nothing, inside only plain files and directories. */
async function outcomeOf(t: TestContext, archive: Archive, file: ArchiveFile, rules: HostileArchive['rules'] = {}): Promise<string> {
  const place = aDirectory(t)
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const content = { binaries: rules.wanted ?? ['jacod'], keep: 'tree' as const, members: rules.allowed ?? null, architecture: 'amd64' as const }
  const limits = { unpackedBytesMax: rules.totalBytesMax ?? rules.memberBytesMax ?? 2 ** 30, entriesMax: rules.entriesMax ?? 1000 }
  const outcome = await unpackWhole({ archive, file, limits, staging: join(place, 'staging') }, { disk, files, owner, rules: content })
    .then(() => 'accepted', (thrown: unknown) => (isFailure(thrown) && (thrown.code === 'DATA' || thrown.code === 'REFUSED') ? 'refused' : Promise.reject(thrown)))
  assert.deepEqual(readdirSync(place), ['staging'])
  const staging = join(place, 'staging')
  assert.equal(lstatSync(staging).mode & 0o7777, 0o700)
  for (const name of readdirSync(staging, { recursive: true, encoding: 'utf8' })) {
    const facts = lstatSync(join(staging, name))
    assert.ok(facts.isDirectory() ? (facts.mode & 0o7777) === 0o755 : facts.isFile() && [0o755, 0o644].includes(facts.mode & 0o7777) && facts.nlink === 1, name)
  }
  return outcome
}

// An executable is not required to be one of ours: a managed file may be a script.
const others = new Set(['script instead of an executable'])
const vast = 'an honest file of more than 4 GiB'
const byMembers = hostileArchives.filter((one) => one.form === 'tar' && one.name !== vast && !others.has(one.name))

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('3(c) the list of hostile archives is the long one', () => assert.ok(byMembers.length >= 78, `${byMembers.length}`))

/** The acceptance cases of formats.md 9 among them. */
const acceptance: Readonly<Record<string, string>> = {
  'wanted file missing': 'E2', 'extra member': 'E3', 'path ../': 'E4', "path with '..' inside": 'E4', 'absolute path': 'E4', 'absolute symlink, then a write through it': 'E5',
  'absolute hard link, then overwritten': 'E5', 'character device': 'E5', 'wanted file twice': 'E6', 'world-writable': 'E7', 'setuid': 'E7',
}

for (const container of containers) {
  const archive = container.tar.make(tools)
  for (const hostile of byMembers)
    test(`${acceptance[hostile.name] ?? '3(c)'} ${container.tar.kind}: ${hostile.name} is ${hostile.expect}`, async (t) => {
      const file = anArchiveFile(packed(container, await whole(hostile.bytes())))
      assert.equal(await outcomeOf(t, archive, file, hostile.rules), hostile.expect === 'refused' ? 'refused' : 'accepted')
    })

  for (const [name, bytes] of badlyPacked(container, tarOf(goodMembers)))
    test(`3(c) ${container.tar.kind}: ${name} is refused`, async (t) => assert.equal(await outcomeOf(t, archive, anArchiveFile(bytes)), 'refused'))
  for (const [name, bytes] of badlyPacked(container, only.jacod))
    test(`3(c) ${container.file.kind}: ${name} is refused`, () => rejectsWithFailure('DATA', /./, contentsOf(container.file.make(tools), anArchiveFile(bytes))))

  test(`E1 ${container.tar.kind}: a good release is accepted`, async (t) => assert.equal(await outcomeOf(t, archive, anArchiveFile(packed(container, tarOf(goodMembers)))), 'accepted'))
  test(`E1 E6 ${container.tar.kind}: with a top directory, flat, or as a tree, and a decoy of the same base name elsewhere`, async (t) => {
    for (const prefix of ['jaco-v1.2.3/', '']) {
      const tar = aTar({ 'docs/jacod': Buffer.from('decoy'), jacod: goodElf, 'docs/x': Buffer.from('x') }, prefix)
      assert.equal(await outcomeOf(t, archive, anArchiveFile(packed(container, tar))), 'accepted')
    }
  })
  test(`3(c) ${container.tar.kind}: a bomb of 300 MB ends at the limit`, (t) => bombEnds(t, container))
}

async function bombEnds(t: TestContext, container: Container): Promise<void> {
  const zeros = packed(container, Buffer.concat([goodMembers, aTar({ zeros: Buffer.alloc(300_000_000) }, '')]))
  assert.ok(zeros.length < 2_000_000, `${zeros.length}`)
  assert.equal(await outcomeOf(t, container.tar.make(tools), anArchiveFile(zeros), { totalBytesMax: 2 ** 26 }), 'refused')
  const file = packed(container, Buffer.alloc(300_000_000))
  await rejectsWithFailure('DATA', /unpacks to more than 67108864 bytes/, contentsOf(container.file.make(tools), anArchiveFile(file), { unpackedBytesMax: 2 ** 26, entriesMax: 1 }))
}

for (const { name, bytes, expect, rules = {} } of hostileZips)
  test(`3(c) zip: ${name} is ${expect}`, async (t) => assert.equal(await outcomeOf(t, zip.make(tools), anArchiveFile(bytes), rules), expect === 'refused' ? 'refused' : 'accepted'))
