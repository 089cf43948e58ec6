import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as v from 'valibot'
import { ecdsa } from '../../../../src/drivers/trust/ecdsa.ts'
import type { Statement, Trust } from '../../../../src/upgrade/ports.ts'
import { evidenceOf, trustContract } from '../../../contract/trust.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aRelease, sha256Of, type SignedRelease } from '../../../support/a-release.ts'
import { anEcdsaSigner, type EcdsaSigner } from '../../../support/an-ecdsa-signer.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { anEvidence, trustTools } from '../../../support/trust-tools.ts'

const [signer, other] = [anEcdsaSigner(), anEcdsaSigner()]
const trusting = (settings: Readonly<Record<string, unknown>> = {}): Trust => ecdsa.make({ kind: 'ecdsa', keys: [signer.pem], ...settings }, trustTools())

/** As banger publishes: a flat archive, one line, one signature. */
function banger(by: EcdsaSigner = signer, list = (honest: string): string => honest): SignedRelease {
  const release = aRelease({ app: 'banger', shape: 'flat', list })
  const sums = release.served.get('SHA256SUMS') ?? Buffer.alloc(0)
  return { ...release, served: new Map([[release.artifact, release.bytes], ['SHA256SUMS', sums], ['SHA256SUMS.sig', by.sign(sums)]]) }
}
const serving = (name: string, bytes: Buffer): ReadonlyMap<string, Buffer> => new Map([...banger().served, [name, bytes]])

trustContract('ecdsa', trusting, banger(), banger(other))

test('V16 good: who signed what is said', async () => {
  const { grounds } = await trusting().verify(evidenceOf(banger()))
  assert.match(grounds[0] ?? '', /^ECDSA key [0-9a-f]{16} signed SHA256SUMS$/)
  assert.match(grounds[1] ?? '', /version 1\.2\.3 is in the signed name 'banger-v1\.2\.3/)
})

test('V16 tampered list, wrong key, empty, not base64, garbage, too large', async () => {
  const refused: readonly (readonly [string, Buffer, 'TAMPERED' | 'DATA', RegExp])[] = [
    ['SHA256SUMS', Buffer.from(`${'0'.repeat(64)}  banger-v1.2.3-linux-amd64.tar.gz\n`), 'TAMPERED', /none of the trusted keys/],
    ['SHA256SUMS.sig', Buffer.alloc(0), 'DATA', /it is empty/],
    ['SHA256SUMS.sig', Buffer.from('<html>'), 'DATA', /not base64/],
    ['SHA256SUMS.sig', Buffer.from(Buffer.from('garbage').toString('base64')), 'DATA', /no sequence/],
    ['SHA256SUMS.sig', Buffer.alloc(2000, 'A'), 'DATA', /larger than 1024/],
  ]
  for (const [name, bytes, code, why] of refused) await rejectsWithFailure(code, why, trusting().verify(evidenceOf(banger(), { served: serving(name, bytes) })))
  await rejectsWithFailure('TAMPERED', /none of the trusted keys/, trusting().verify(evidenceOf(banger(other))))
})

test('several keys: rotation, in any order, from files too', async (t) => {
  const path = join(aDirectory(t), 'banger.pem')
  writeFileSync(path, other.pem)
  const both = trusting({ key_files: [path] })
  for (const by of [signer, other]) assert.equal((await both.verify(evidenceOf(banger(by)))).version, '1.2.3')
  chmodSync(path, 0o666)
  await rejectsWithFailure('CONFIG', /can be written by others/, both.verify(evidenceOf(banger())))
})

const itself = (wishes: { readonly version?: string } = {}, settings: Readonly<Record<string, unknown>> = {}): [ReturnType<typeof anEvidence>, Promise<Statement>] => {
  const bytes = Buffer.from('x'.repeat(5000))
  const evidence = anEvidence({ bytes, served: new Map([['jaco-v1.2.3-linux-amd64.tar.gz.sig', signer.sign(bytes)]]), ...wishes })
  return [evidence, trusting({ signs: '{artifact}', ...settings }).verify(evidence)]
}

test('over the archive itself: nothing says which version it is, so that is refused before it is fetched, or accepted in words', async () => {
  const [evidence, verdict] = itself()
  await rejectsWithFailure('REFUSED', /nothing signed says that this is version 1\.2\.3: the signature covers no name/, verdict)
  assert.deepEqual(evidence.asked, ['jaco-v1.2.3-linux-amd64.tar.gz.sig'])
  const { grounds } = await itself({}, { version: 'unsigned' })[1]
  assert.match(grounds.join('; '), /signed jaco-v1\.2\.3-linux-amd64\.tar\.gz; which version it is, nobody signed: .* version floor.*; the signature is over its very bytes/)
})

test('M34 the signature of the list, served for the archive, and the reverse', async () => {
  const release = banger()
  const list = release.served.get('SHA256SUMS.sig') ?? Buffer.alloc(0)
  const swapped = new Map([...release.served, [`${release.artifact}.sig`, list]])
  await rejectsWithFailure('TAMPERED', /over other bytes/, trusting({ signs: '{artifact}', version: 'unsigned' }).verify(evidenceOf(release, { served: swapped })))
  await rejectsWithFailure('TAMPERED', /over other bytes/, trusting().verify(evidenceOf(release, { served: serving('SHA256SUMS.sig', signer.sign(release.bytes)) })))
})

test('over release.json: the digest is that of what it unpacks to', async () => {
  const unpacked = Buffer.from('the program')
  const json = Buffer.from(JSON.stringify({ binary: 'choria-1.2.3.bz2', hash: sha256Of(unpacked) }))
  const served = new Map([['release.json', json], ['release.json.sig', signer.sign(json)]])
  const trust = trusting({ signs: 'release.json' })
  const statement = await trust.verify(anEvidence({ artifact: 'choria-1.2.3.bz2', served, unpacked }))
  assert.equal(statement.sha256, sha256Of(Buffer.from('artifact')))
  await rejectsWithFailure('TAMPERED', /what it unpacks to/, trust.verify(anEvidence({ artifact: 'choria-1.2.3.bz2', served, unpacked: Buffer.from('another') })))
  await rejectsWithFailure('REFUSED', /speaks of 'choria-1\.2\.3\.bz2'/, trust.verify(anEvidence({ artifact: 'other-1.2.3.bz2', served, unpacked })))
})

test('V16 E48 mistakes of the settings, none of which repeats a key', () => {
  const says = (settings: Readonly<Record<string, unknown>>): string => v.safeParse(ecdsa.schema, { kind: 'ecdsa', ...settings }).issues?.[0].message ?? 'good'
  assert.equal(says({ keys: [signer.pem] }), 'good')
  assert.match(says({}), /names no key/)
  assert.match(says({ keys: [signer.secretPem] }), /is a secret key/)
  assert.match(says({ keys: [anEcdsaSigner('P-384').pem] }), /another kind/)
  assert.match(says({ keys: [signer.pem], signs: '../x' }), /slash/)
  assert.match(says({ keys: [signer.pem], version: 'none' }), /'signed' or 'unsigned'/)
})
