import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import type { Trust } from '../../../../src/upgrade/ports.ts'
import { seal } from '../../../../src/upgrade/verified.ts'
import { acquire } from '../../../../src/upgrade/acquire/acquire.ts'
import type { AdmitTools } from '../../../../src/upgrade/admit/admit-tools.ts'
import { admit } from '../../../../src/upgrade/admit/admit.ts'
import type { AdmittedRelease } from '../../../../src/upgrade/admit/lay-down.ts'
import type { Acquired } from '../../../../src/upgrade/run.ts'
import { aDirectory, aSmallDisk } from '../../../support/a-directory.ts'
import { aProgram, aRelease, publish, sha256Of, type SignedRelease } from '../../../support/a-release.ts'
import { aShelf, type ShelfBed } from '../../../support/a-shelf.ts'
import { textOf } from '../../../support/artifact-looks.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const release = aRelease({ members: { jaco: aProgram('jaco 1.2.3'), jacod: aProgram('jacod 1.2.3'), 'docs/jacod': 'not the one', 'README.md': 'Read me.\n' } })

interface Laid { readonly bed: ShelfBed; readonly acquired: Acquired; readonly entry: string; readonly artifact: string }

async function shelved(t: TestContext, from: SignedRelease = release, home = aDirectory(t)): Promise<Laid> {
  const bed = aShelf(t, { kind: 'directory', path: join(home, 'in'), artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }, home)
  publish(from, join(home, 'in'))
  const record = await acquire({ version: from.version, channel: null }, bed.acquire, never) ?? assert.fail('nothing was acquired')
  const entry = join(bed.acquire.shelf, record.sha256)
  return { bed, acquired: { version: record.version, sha256: record.sha256 }, entry, artifact: join(entry, 'artifact') }
}
const admitting = ({ bed, acquired }: Laid, more: Partial<AdmitTools> = {}): Promise<AdmittedRelease> => admit(acquired, { ...bed.admit, ...more }, never)
const releasesIn = (bed: ShelfBed): readonly string[] => (existsSync(bed.admit.releases) ? readdirSync(bed.admit.releases).toSorted() : [])
const filesBelow = (path: string): readonly string[] => readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(path, name)).isFile()).toSorted()

test('a release is laid down: the managed files and no others, root’s, executable, whole', async (t) => {
  const laid = await shelved(t)
  const admitted = await admitting(laid)
  assert.equal(admitted.directory, join(laid.bed.admit.releases, '1.2.3'))
  assert.deepEqual(filesBelow(admitted.directory), ['jaco', 'jacod'])
  assert.deepEqual(admitted.files.map((file) => [file.name, file.path, file.sha256, file.mode]), ['jaco', 'jacod'].map((name) => [name, join(admitted.directory, name), sha256Of(release.members[name] ?? Buffer.alloc(0)), 0o755]))
  for (const { path } of admitted.files) assert.deepEqual([statSync(path).uid, statSync(path).mode & 0o7777], [process.getuid?.(), 0o755])
  assert.equal(admitted.statement[seal], true)
  assert.deepEqual([admitted.version, admitted.sha256], ['1.2.3', release.sha256])
  assert.ok(admitted.grounds.length > 0)
})

test('nothing else stays: no copy, no half directory', async (t) => {
  const laid = await shelved(t)
  await admitting(laid)
  assert.deepEqual(releasesIn(laid.bed), ['1.2.3'])
  assert.equal(existsSync(laid.bed.admit.scratch), false)
})

test('a whole tree, when the tree is kept; a flat archive as well as one with a top directory', async (t) => {
  for (const shape of ['flat', 'top-directory'] as const) {
    const laid = await shelved(t, aRelease({ shape, members: { ...release.members, 'a/b/c.txt': 'deep' } }))
    const { directory } = await admitting(laid, { rules: { ...laid.bed.admit.rules, keep: 'tree' } })
    assert.deepEqual(filesBelow(directory), ['README.md', 'a/b/c.txt', 'docs/jacod', 'jaco', 'jacod'])
    assert.equal(statSync(join(directory, 'a/b')).mode & 0o7777, 0o755)
    const files = await admitting(laid)
    assert.deepEqual(filesBelow(files.directory), ['jaco', 'jacod'], shape)
  }
})

test('E3 exactly the agreed members, or REFUSED', async (t) => {
  const laid = await shelved(t)
  const members = Object.keys(release.members)
  const rules = { ...laid.bed.admit.rules, members }
  assert.equal((await admitting(laid, { rules })).version, '1.2.3')
  await rejectsWithFailure('REFUSED', /holds 'README\.md', which is not among/, admitting(laid, { rules: { ...rules, members: members.slice(0, -1) } }))
  await rejectsWithFailure('REFUSED', /does not hold 'LICENSE'/, admitting(laid, { rules: { ...rules, members: [...members, 'LICENSE'] } }))
})

test('I9 a shelf that gives a release another digest, so that it is not known as the one that was found ill, is refused', async (t) => {
  const laid = await shelved(t)
  const other = 'f'.repeat(64)
  renameSync(laid.entry, join(laid.bed.admit.shelf, other))
  claim(join(laid.bed.admit.shelf, other), { sha256: other })
  await rejectsWithFailure('TAMPERED', /weighed/, admitting({ ...laid, acquired: { ...laid.acquired, sha256: other } }))
  assert.deepEqual(releasesIn(laid.bed), [])
})

test('admitted twice, the directory that is there is used', async (t) => {
  const laid = await shelved(t)
  const first = await admitting(laid)
  const inode = statSync(join(first.directory, 'jacod')).ino
  assert.equal((await admitting(laid)).directory, first.directory)
  assert.equal(statSync(join(first.directory, 'jacod')).ino, inode, 'what may be running was not touched')
})

test('another release of that name gets its digest into its own; a changed one is never reused', async (t) => {
  const laid = await shelved(t)
  const { directory } = await admitting(laid)
  appendFileSync(join(directory, 'jacod'), 'x')
  const second = await admitting(laid)
  assert.equal(second.directory, `${directory}~${release.sha256.slice(0, 12)}`)
  chmodSync(join(second.directory, 'jacod'), 0o4755)
  const third = await admitting(laid)
  assert.equal(third.directory, `${second.directory}.2`)
  assert.deepEqual(releasesIn(laid.bed).toSorted(), ['1.2.3', `1.2.3~${release.sha256.slice(0, 12)}`, `1.2.3~${release.sha256.slice(0, 12)}.2`])
})

test('what crashed runs left is removed', async (t) => {
  const laid = await shelved(t)
  for (const left of ['1.2.3.partial', '1.0.0.partial']) {
    mkdirSync(join(laid.bed.admit.releases, left, 'd'), { recursive: true })
    writeFileSync(join(laid.bed.admit.releases, left, 'd', 'jacod'), 'half')
  }
  mkdirSync(laid.bed.admit.scratch, { recursive: true })
  writeFileSync(join(laid.bed.admit.scratch, 'artifact'), 'half')
  await admitting(laid)
  assert.deepEqual(releasesIn(laid.bed), ['1.2.3'])
})

const evil = aRelease({ members: { jaco: aProgram('evil'), jacod: aProgram('evil') } })
const attacks: readonly (readonly [string, (laid: Laid) => void])[] = [
  ['swapped for another archive', ({ artifact }) => { rmSync(artifact); writeFileSync(artifact, evil.bytes) }],
  ['changed in place', ({ artifact }) => writeFileSync(artifact, evil.bytes)],
  ['one byte longer', ({ artifact }) => appendFileSync(artifact, 'x')],
  ['one byte shorter', ({ artifact }) => truncateSync(artifact, release.bytes.length - 1)],
  ['empty', ({ artifact }) => truncateSync(artifact, 0)],
  ['with its list changed to match', ({ artifact, entry }) => { writeFileSync(artifact, evil.bytes); writeFileSync(join(entry, 'sidecar.SHA256SUMS'), evil.served.get('SHA256SUMS') ?? '') }],
  ['signed by somebody else', ({ entry }) => writeFileSync(join(entry, 'sidecar.SHA256SUMS.minisig'), Buffer.from('untrusted comment: x\nUldR\ntrusted comment: x\nUldR\n'))],
  ['without its signature', ({ entry }) => rmSync(join(entry, 'sidecar.SHA256SUMS.minisig'))],
  ['a link', ({ artifact }) => { renameSync(artifact, `${artifact}.real`); symlinkSync(`${artifact}.real`, artifact) }],
  ['a FIFO', ({ artifact }) => { rmSync(artifact); execFileSync('mkfifo', [artifact]) }],
  ['a directory', ({ artifact }) => { rmSync(artifact); mkdirSync(artifact) }],
  ['an endless sparse file', ({ artifact }) => truncateSync(artifact, 2 ** 40)],
  ['claimed to be another version', ({ entry }) => claim(entry, { version: '9.9.9' })],
  ['claimed to be another file', ({ entry }) => claim(entry, { artifact: 'other-v1.2.3-linux-amd64.tar.gz' })],
  ['claimed to lie elsewhere', ({ entry }) => claim(entry, { artifact: '../../../etc/passwd' })],
  ['claimed to have another digest', ({ entry }) => claim(entry, { sha256: 'f'.repeat(64) })],
  ['with a record that is no record', ({ entry }) => writeFileSync(join(entry, 'offer.json'), '{"schema":1')],
  ['without a record', ({ entry }) => rmSync(join(entry, 'offer.json'))],
  ['with an older release of ours in its place', ({ artifact, entry }) => {
    const old = aRelease({ version: '1.0.0' })
    writeFileSync(artifact, old.bytes)
    for (const name of ['SHA256SUMS', 'SHA256SUMS.minisig']) writeFileSync(join(entry, `sidecar.${name}`), old.served.get(name) ?? '')
    claim(entry, { version: '1.0.0', artifact: old.artifact })
  }],
]
function claim(entry: string, more: Readonly<Record<string, unknown>>): void {
  const path = join(entry, 'offer.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')) as object, ...more }))
}

for (const [name, attack] of attacks) {
  test(`f12 F45 a shelf entry that is ${name}: refused, and nothing was laid down`, { timeout: 120_000 }, async (t) => {
    const laid = await shelved(t)
    attack(laid)
    const [outcome] = await Promise.allSettled([admitting(laid)])
    assert.equal(outcome.status, 'rejected')
    const { name: kind, code } = outcome.status === 'rejected' ? outcome.reason as { name: string; code: string } : { name: '', code: '' }
    assert.equal(kind, 'Failure', String(outcome.status === 'rejected' && outcome.reason))
    assert.ok(['TAMPERED', 'REFUSED', 'DATA', 'UNAVAILABLE', 'IO'].includes(code), code)
    assert.deepEqual(releasesIn(laid.bed), [])
    assert.equal(existsSync(laid.bed.admit.scratch), false)
  })
}

test('f12 F45 an archive that is swapped while it is being admitted is unpacked as it was verified, or refused', async (t) => {
  const laid = await shelved(t)
  const swapping: AdmitTools['trust'] = {
    async verify(evidence) {
      const statement = await laid.bed.admit.trust.verify(evidence)
      writeFileSync(laid.artifact, evil.bytes)
      return statement
    },
  }
  const { directory } = await admitting(laid, { trust: swapping })
  assert.deepEqual(readFileSync(join(directory, 'jacod')), release.members['jacod'])
})

test('F45 the copy lies where nobody else can reach it', async (t) => {
  const laid = await shelved(t)
  let mode = 0
  await admitting(laid, { tell: (event) => { if (event.kind === 'verified') mode = statSync(laid.bed.admit.scratch).mode & 0o7777 } })
  assert.equal(mode, 0o700)
})

test('the version that was weighed is the version that is admitted', async (t) => {
  const laid = await shelved(t)
  await rejectsWithFailure('REFUSED', /1\.2\.2 was weighed, but version 1\.2\.3 lies/, admit({ ...laid.acquired, version: '1.2.2' }, laid.bed.admit, never))
  await rejectsWithFailure('UNAVAILABLE', /not on the shelf any more/, admit({ ...laid.acquired, sha256: '0'.repeat(64) }, laid.bed.admit, never))
})

test('F46 a place that somebody else controls is REFUSED', async (t) => {
  const laid = await shelved(t)
  const app = join(laid.bed.home, 'app')
  mkdirSync(app)
  chmodSync(app, 0o777)
  await rejectsWithFailure('REFUSED', /app' can be written by others/, admitting(laid))
  chmodSync(app, 0o755)
  chownSync(app, 12_345, 0)
  await rejectsWithFailure('REFUSED', /app' belongs to uid 12345/, admitting(laid))
  rmSync(app, { recursive: true })
  mkdirSync(`${app}.real`)
  symlinkSync(`${app}.real`, app)
  await rejectsWithFailure('REFUSED', /app' is a link/, admitting(laid))
})

test('F48 umask 0 and a setgid parent do not show in what is laid down', async (t) => {
  const laid = await shelved(t)
  const before = process.umask(0)
  t.after(() => process.umask(before))
  mkdirSync(laid.bed.admit.releases, { recursive: true, mode: 0o755 })
  chownSync(laid.bed.admit.releases, 0, 12_345)
  chmodSync(join(laid.bed.home, 'app'), 0o755)
  chmodSync(laid.bed.admit.releases, 0o2755)
  const { directory } = await admitting(laid)
  assert.equal(statSync(directory).mode & 0o7777, 0o755)
  assert.deepEqual([statSync(join(directory, 'jacod')).gid, statSync(join(directory, 'jacod')).mode & 0o7777], [0, 0o755])
})

test('F01 no room: CANT_CREATE, early by the record, late by the disk, and nothing stays', async (t) => {
  const laid = await shelved(t, aRelease({ members: { jaco: Buffer.concat([aProgram('jaco'), Buffer.alloc(600_000)]), jacod: aProgram('jacod') } }))
  const releases = join(aSmallDisk(t, 'size=300k'), 'releases')
  await rejectsWithFailure('CANT_CREATE', /no room to unpack the release: .* are needed and only .* are free/, admitting(laid, { releases }))
  claim(laid.entry, { unpackedBytes: 0 })
  await rejectsWithFailure('CANT_CREATE', /cannot write to/, admitting(laid, { releases }))
  assert.deepEqual(readdirSync(releases), [])
})

test('an archive larger than its limit is REFUSED before it is copied', async (t) => {
  const laid = await shelved(t)
  await rejectsWithFailure('REFUSED', /larger than 100 bytes/, admitting(laid, { artifactBytesMax: 100 }))
})

test('given up in the middle, nothing stays', async (t) => {
  const laid = await shelved(t)
  await rejectsWithFailure('IO', /given up/, admit(laid.acquired, laid.bed.admit, AbortSignal.abort(new Error('stop'))))
  assert.deepEqual(releasesIn(laid.bed), [])
  assert.equal(lstatSync(laid.entry).isDirectory(), true, 'the shelf is not ours to clear')
})

test('J03 older than the settings allow is REFUSED here, too: the other half may be broken', async (t) => {
  const laid = await shelved(t)
  await rejectsWithFailure('REFUSED', /1\.2\.3 is older than 2\.0\.0, the oldest that the settings allow/, admitting(laid, { minimumVersion: parseVersion('2.0.0') }))
  assert.deepEqual(releasesIn(laid.bed), [])
})

test('a trust that reads the artifact reads our own copy, and what was looked up comes from the shelf', async (t) => {
  const laid = await shelved(t)
  writeFileSync(join(laid.entry, 'sidecar.fact'), 'kept')
  const { trust } = laid.bed.admit
  const reading: Trust = {
    async verify(evidence) {
      await evidence.digest()
      appendFileSync(laid.artifact, 'changed behind our back')
      assert.equal(await textOf(evidence.content()), release.bytes.toString())
      assert.equal(Buffer.from(await evidence.lookedUp(parseArtifactName('fact'), 9, () => assert.fail('this half has no network'))).toString(), 'kept')
      return trust.verify(evidence)
    },
  }
  assert.equal((await admitting(laid, { trust: reading })).sha256, release.sha256)
})

test('another archive of the same signed list is no release of this app', async (t) => {
  const laid = await shelved(t)
  const named = (names: readonly string[] | null): Promise<AdmittedRelease> => admitting(laid, { names: () => names })
  await rejectsWithFailure('REFUSED', /'jaco-v1\.2\.3-linux-amd64\.tar\.gz' is not what version 1\.2\.3 of this app is called for this machine/, named(['jaco-debug-v1.2.3-linux-amd64.tar.gz']))
  assert.deepEqual([releasesIn(laid.bed), existsSync(laid.bed.admit.scratch)], [[], false])
  assert.equal((await named(['x', 'jaco-v1.2.3-linux-amd64.tar.gz'])).version, '1.2.3')
  assert.equal((await named(null)).version, '1.2.3')
})
