import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { archiveOf } from '../../src/drivers/archives/table.ts'
import { trustOf } from '../../src/drivers/trust/table.ts'
import { failure } from '../../src/errors.ts'
import { decompressors } from '../../src/host/decompressors.ts'
import type { ArtifactName } from '../../src/release/artifact.ts'
import { parseVersion } from '../../src/release/version.ts'
import { acquire } from '../../src/upgrade/acquire/acquire.ts'
import { admit } from '../../src/upgrade/admit/admit.ts'
import type { Trust } from '../../src/upgrade/ports.ts'
import type { ShelfRecord } from '../../src/upgrade/acquire/shelf-record.ts'
import { aDirectory, aSmallDisk } from '../support/a-directory.ts'
import { aMinisignSigner } from '../support/a-minisign-signer.ts'
import { aProgram, aRelease, publish, sha256Of } from '../support/a-release.ts'
import { aShelf, type ShelfBed } from '../support/a-shelf.ts'
import { anEcdsaSigner } from '../support/an-ecdsa-signer.ts'
import { rejectsWithFailure } from '../support/throws.ts'
import { trustTools } from '../support/trust-tools.ts'
import { watchedReads } from '../support/watched-reads.ts'

const never = new AbortController().signal
const signer = aMinisignSigner(1)

/** Both halves, with this trust, over what lies in a directory. */
function bedFor(t: TestContext, artifact: string, files: Readonly<Record<string, Uint8Array>>, trust: Parameters<typeof trustOf>[0]): ShelfBed {
  const home = aDirectory(t)
  mkdirSync(join(home, 'in'))
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(home, 'in', name), bytes)
  const bed = aShelf(t, { kind: 'directory', path: join(home, 'in'), artifact }, home)
  const believed = trustOf(trust, trustTools())
  return { ...bed, acquire: { ...bed.acquire, trust: believed }, admit: { ...bed.admit, trust: believed } }
}

async function throughBoth(bed: ShelfBed): Promise<readonly string[]> {
  const record: ShelfRecord = await acquire({ version: parseVersion('1.2.3'), channel: null }, bed.acquire, never) ?? assert.fail('nothing was acquired')
  return (await admit({ version: record.version, sha256: record.sha256 }, bed.admit, never)).grounds
}

const release = aRelease()
const flat = { [release.artifact]: release.bytes }
const template = 'jaco-{tag}-linux-{arch}.tar.gz'

test('a minisign signature over the archive itself passes both halves; another archive passes none', async (t) => {
  const files = { ...flat, [`${release.artifact}.minisig`]: signer.sign(release.bytes, { trustedComment: `file:${release.artifact}` }) }
  const trust = [{ kind: 'minisign', keys: [signer.keyLine], signs: '{artifact}' }] as const
  assert.match((await throughBoth(bedFor(t, template, files, trust))).join(), /the signature is over its very bytes/)
  const other = { ...files, [release.artifact]: aRelease({ members: { jaco: aProgram('evil'), jacod: aProgram('evil') } }).bytes }
  await rejectsWithFailure('TAMPERED', /does not match/, throughBoth(bedFor(t, template, other, trust)))
})

test('an ECDSA signature over the archive itself, of which nobody signs the version', async (t) => {
  const by = anEcdsaSigner()
  const files = { ...flat, [`${release.artifact}.sig`]: by.sign(release.bytes) }
  const trust = { kind: 'ecdsa', keys: [by.pem], signs: '{artifact}' }
  assert.match((await throughBoth(bedFor(t, template, files, [{ ...trust, version: 'unsigned' }]))).join(), /nobody signed: that it is 1\.2\.3/)
  await rejectsWithFailure('REFUSED', /nothing signed says that this is version/, throughBoth(bedFor(t, template, files, [trust])))
})

test('a release that nobody signed, with every report saying so', async (t) => {
  const files = { ...flat, SHA256SUMS: release.served.get('SHA256SUMS') ?? Buffer.alloc(0) }
  assert.match((await throughBoth(bedFor(t, template, files, [{ kind: 'checksums', unsigned: 'accepted' }])))[0] ?? '', /^NOBODY SIGNED IT/)
})

const program = aProgram('jaco 1.2.3')
const bzip2 = (input: Buffer): Buffer => execFileSync('bzip2', ['-c'], { input })
const json = Buffer.from(JSON.stringify({ binary: 'jaco-1.2.3.bz2', hash: sha256Of(program) }))
const choria = { 'jaco-1.2.3.bz2': bzip2(program), 'release.json': json, 'release.json.minisig': signer.sign(json, { trustedComment: 'file:release.json' }) }
const signedJson = [{ kind: 'minisign', keys: [signer.keyLine], signs: 'release.json' }] as const

function choriaBed(t: TestContext, more: Readonly<Record<string, Uint8Array>>, trust: Parameters<typeof trustOf>[0]): ShelfBed {
  const one = {
    rules: { binaries: ['jaco'], keep: 'files', members: null, architecture: 'amd64' },
    archiveOf: (artifact: ArtifactName) => archiveOf(artifact, { decompressors, binaries: ['jaco'] }),
  } as const
  const made = bedFor(t, 'jaco-{version}.bz2', { ...choria, ...more }, trust)
  return { ...made, acquire: { ...made.acquire, ...one }, admit: { ...made.admit, ...one } }
}

test('choria: release.json speaks of what the bzip2 file unpacks to, signed or not', async (t) => {
  const trusts = [signedJson, [{ kind: 'checksums', unsigned: 'accepted', list: 'release.json' }]] as const
  for (const trust of trusts) assert.match((await throughBoth(choriaBed(t, {}, trust))).join(), /the sha256 of what it unpacks to is the (signed|listed) one/)
  for (const trust of trusts) await rejectsWithFailure('TAMPERED', /what it unpacks to/, throughBoth(choriaBed(t, { 'jaco-1.2.3.bz2': bzip2(aProgram('evil')) }, trust)))
})

test('what is not believed was unpacked where only we can look, and is gone at once', async (t) => {
  const bed = choriaBed(t, {}, signedJson)
  const { version, sha256 } = await acquire({ version: parseVersion('1.2.3'), channel: null }, bed.acquire, never) ?? assert.fail('nothing was acquired')
  const staging = join(bed.admit.releases, '1.2.3.partial')
  const seen: unknown[] = []
  const doubting: Trust = {
    async verify(evidence) {
      await evidence.unpackedSha256()
      seen.push(statSync(staging).mode & 0o7777, readdirSync(staging, { recursive: true }))
      throw failure('TAMPERED', 'nobody signed this')
    },
  }
  await rejectsWithFailure('TAMPERED', /nobody signed this/, admit({ version, sha256 }, { ...bed.admit, trust: doubting }, never))
  assert.deepEqual(seen, [0o700, ['release', 'release/jaco']])
  assert.deepEqual(readdirSync(bed.admit.releases), [])
})

test('F01 a disk that is full before anybody could believe what was unpacked is free again afterwards', async (t) => {
  const large = Buffer.concat([program, Buffer.alloc(600_000)])
  const spoken = Buffer.from(JSON.stringify({ binary: 'jaco-1.2.3.bz2', hash: sha256Of(large) }))
  const bed = choriaBed(t, { 'jaco-1.2.3.bz2': bzip2(large), 'release.json': spoken, 'release.json.minisig': signer.sign(spoken, { trustedComment: 'file:release.json' }) }, signedJson)
  const record = await acquire({ version: parseVersion('1.2.3'), channel: null }, bed.acquire, never) ?? assert.fail('nothing was acquired')
  const releases = join(aSmallDisk(t, 'size=300k'), 'releases')
  const admitting = (): Promise<unknown> => admit({ version: record.version, sha256: record.sha256 }, { ...bed.admit, releases }, never)
  await rejectsWithFailure('CANT_CREATE', /no room to unpack the release: 6\d\d KiB are needed and only .+ are free/, admitting())
  writeFileSync(join(bed.admit.shelf, record.sha256, 'offer.json'), JSON.stringify({ ...record, unpackedBytes: 0 }))
  await rejectsWithFailure('CANT_CREATE', /cannot write to/, admitting())
  assert.deepEqual(readdirSync(releases), [])
})

/** How often the bytes of a release are gone through, from the moment that they lie on the disk. */
async function passesOf(bed: ShelfBed): Promise<readonly (readonly string[])[]> {
  const [acquiring, admitting] = [watchedReads(bed.acquire), watchedReads(bed.admit)]
  await throughBoth({ ...bed, acquire: acquiring.tools, admit: admitting.tools })
  return [acquiring.reads, admitting.reads]
}

test('nothing is read or unpacked more often than it must be', async (t) => {
  const unpacked = ['unpack', 'read download']
  // The shelf is read to be copied; what was written is read back for the plan.
  const used = ['read artifact', 'unpack', 'read artifact']
  assert.deepEqual(await passesOf(choriaBed(t, {}, signedJson)), [unpacked, [...used, 'digest jaco']])
  const list = { ...flat, SHA256SUMS: release.served.get('SHA256SUMS') ?? Buffer.alloc(0) }
  assert.deepEqual(await passesOf(bedFor(t, template, list, [{ kind: 'checksums', unsigned: 'accepted' }])), [unpacked, [...used, 'digest jaco', 'digest jacod']])
  const itself = { ...flat, [`${release.artifact}.minisig`]: signer.sign(release.bytes, { trustedComment: `file:${release.artifact}` }) }
  const signed = await passesOf(bedFor(t, template, itself, [{ kind: 'minisign', keys: [signer.keyLine], signs: '{artifact}' }]))
  assert.deepEqual(signed, [['read download', ...unpacked], ['read artifact', ...used, 'digest jaco', 'digest jacod']])
})

test('one of two signatures is enough where the settings say so, and the other one is told', async (t) => {
  const home = aDirectory(t)
  publish(release, join(home, 'in'))
  const bed = aShelf(t, { kind: 'directory', path: join(home, 'in'), artifact: template }, home)
  const trust = trustOf([{ kind: 'ecdsa', keys: [anEcdsaSigner().pem] }, { kind: 'minisign', keys: [signer.keyLine] }], trustTools(), { threshold: 1, expiry: 'honoured', notBefore: [] })
  const grounds = await throughBoth({ ...bed, acquire: { ...bed.acquire, trust }, admit: { ...bed.admit, trust } })
  assert.match(grounds.join('; '), /minisign key .* signed SHA256SUMS.*1 of 2 are enough: 'SHA256SUMS\.sig' is not on the shelf/)
})
