import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { archiveOf } from '../../src/drivers/archives/table.ts'
import { trustOf } from '../../src/drivers/trust/table.ts'
import { decompressors } from '../../src/host/decompressors.ts'
import type { ArtifactName } from '../../src/release/artifact.ts'
import { parseVersion } from '../../src/release/version.ts'
import { acquire } from '../../src/upgrade/acquire.ts'
import { admit } from '../../src/upgrade/admit.ts'
import type { ShelfRecord } from '../../src/upgrade/shelf-record.ts'
import { aDirectory } from '../support/a-directory.ts'
import { aMinisignSigner } from '../support/a-minisign-signer.ts'
import { aProgram, aRelease, publish, sha256Of } from '../support/a-release.ts'
import { aShelf, type ShelfBed } from '../support/a-shelf.ts'
import { anEcdsaSigner } from '../support/an-ecdsa-signer.ts'
import { rejectsWithFailure } from '../support/throws.ts'
import { trustTools } from '../support/trust-tools.ts'

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
  const record: ShelfRecord = await acquire({ version: parseVersion('1.2.3'), channel: null }, bed.acquire, never)
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

test('choria: release.json speaks of what the bzip2 file unpacks to, signed or not', async (t) => {
  const program = aProgram('jaco 1.2.3')
  const packed = execFileSync('bzip2', ['-c'], { input: program })
  const json = Buffer.from(JSON.stringify({ binary: 'jaco-1.2.3.bz2', hash: sha256Of(program) }))
  const files = { 'jaco-1.2.3.bz2': packed, 'release.json': json, 'release.json.minisig': signer.sign(json, { trustedComment: 'file:release.json' }) }
  const one = {
    rules: { binaries: ['jaco'], keep: 'files', members: null, architecture: 'amd64' },
    archiveOf: (artifact: ArtifactName) => archiveOf(artifact, { decompressors, binaries: ['jaco'] }),
  } as const
  const bed = (more: Readonly<Record<string, Uint8Array>>, trust: Parameters<typeof trustOf>[0]): ShelfBed => {
    const made = bedFor(t, 'jaco-{version}.bz2', { ...files, ...more }, trust)
    return { ...made, acquire: { ...made.acquire, ...one }, admit: { ...made.admit, ...one } }
  }
  const trusts = [[{ kind: 'minisign', keys: [signer.keyLine], signs: 'release.json' }], [{ kind: 'checksums', unsigned: 'accepted', list: 'release.json' }]] as const
  for (const trust of trusts) assert.match((await throughBoth(bed({}, trust))).join(), /the sha256 of what it unpacks to is the (signed|listed) one/)
  for (const trust of trusts) await rejectsWithFailure('TAMPERED', /what it unpacks to/, throughBoth(bed({ 'jaco-1.2.3.bz2': execFileSync('bzip2', ['-c'], { input: aProgram('evil') }) }, trust)))
})

test('one of two signatures is enough where the settings say so, and the other one is told', async (t) => {
  const home = aDirectory(t)
  publish(release, join(home, 'in'))
  const bed = aShelf(t, { kind: 'directory', path: join(home, 'in'), artifact: template }, home)
  const trust = trustOf([{ kind: 'ecdsa', keys: [anEcdsaSigner().pem] }, { kind: 'minisign', keys: [signer.keyLine] }], trustTools(), { threshold: 1, expiry: 'honoured', notBefore: [] })
  const grounds = await throughBoth({ ...bed, acquire: { ...bed.acquire, trust }, admit: { ...bed.admit, trust } })
  assert.match(grounds.join('; '), /minisign key .* signed SHA256SUMS.*1 of 2 are enough: 'SHA256SUMS\.sig' is not on the shelf/)
})
