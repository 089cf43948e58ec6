import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { bundleOf, readBundle } from '../../../../src/formats/sigstore/bundle.ts'
import { claimWithCertificate, claimWithKey } from '../../../../src/formats/sigstore/claim.ts'
import { loggedGround } from '../../../../src/formats/sigstore/logged.ts'
import { readTrustedRoot } from '../../../../src/formats/sigstore/trusted-root.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { aSigstore, base64, type BundleJson, hashedRekord, type SignWishes, tlogEntryOf } from '../../../support/a-sigstore.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const sigstore = await aSigstore()
const root = await readTrustedRoot(sigstore.root, 'root')
const bytes = Buffer.from('release')
const minute = 60_000

const claim = async (wishes: SignWishes = {}) => claimWithCertificate(await readBundle(await sigstore.bundle(bytes, wishes), 'b'), root)
const entryOf = (json: BundleJson): Record<string, unknown> => json.verificationMaterial.tlogEntries[0] ?? {}

for (const [kind, wishes, by] of [['0.1 with a promise', { mediaType: '0.1' }, 'promise'], ['0.2', { mediaType: '0.2' }, 'proof'], ['0.3', {}, 'proof'], ['0.3, Rekor v2 and a timestamp', { log: 'v2' }, 'proof']] as const) {
  test(`C32 a bundle ${kind} proves who, where and when`, async () => {
    const { content, signer, logged } = await claim(wishes)
    assert.ok(content.kind === 'message' && content.sha256 === sha256Of(bytes))
    assert.equal(signer?.identity, 'https://github.com/acme/jaco/.github/workflows/release.yml@refs/tags/v1.2.3')
    assert.equal(logged.by, by)
    assert.ok(Math.abs((logged.atMs ?? 0) - Date.now()) < 5 * minute)
  })
}

test('C30 C31 a bundle of another or newer instance is TAMPERED, and the root is named', async () => {
  const other = await aSigstore()
  await rejectsWithFailure('TAMPERED', /root has no transparency log with the id [0-9a-f]{16}…/, claimWithCertificate(await readBundle(await other.bundle(bytes), 'b'), root))
})

test('C17 an expired certificate without anybody who says when it was used is REFUSED', async () => {
  await rejectsWithFailure('REFUSED', /nothing proves when/, claim({ log: 'v2', spoil: (json) => { json.verificationMaterial['timestampVerificationData'] = {} } }))
})

test("C17 a time that the log wrote down and did not sign is nobody's word", async () => {
  const spoil = (json: BundleJson): void => {
    json.verificationMaterial['timestampVerificationData'] = {}
    Object.assign(entryOf(json), { integratedTime: String(Math.floor(Date.now() / 1000)) })
  }
  await rejectsWithFailure('REFUSED', /nothing proves when/, claim({ log: 'v2', spoil }))
})

test('C18 a bundle without log entry is REFUSED, with a timestamp too', async () => {
  await rejectsWithFailure('REFUSED', /no entry of a transparency log/, claim({ log: 'v2', spoil: (json) => { json.verificationMaterial.tlogEntries = [] } }))
})

test('C19 the log entry of another artifact is TAMPERED', async () => {
  const stranger = await sigstore.bundle(Buffer.from('another'))
  const theirs = (JSON.parse(stranger.toString()) as BundleJson).verificationMaterial.tlogEntries
  await rejectsWithFailure('TAMPERED', /do not hold/, claim({ spoil: (json) => { json.verificationMaterial.tlogEntries = theirs } }))
})

test('C19 the log entry of the same signature under another certificate is TAMPERED (CVE-2026-22703)', async () => {
  const other = (await sigstore.certify()).certificate
  const index = (signature: Buffer): number => sigstore.log.add(hashedRekord(bytes, signature, other))
  const spoil = (json: BundleJson): void => { json.verificationMaterial.tlogEntries = [tlogEntryOf(sigstore.log, index(Buffer.from(json.messageSignature.signature, 'base64')), 'v1')] }
  await rejectsWithFailure('TAMPERED', /another key or certificate/, claim({ spoil }))
})

test('C20 one entry given twice counts once, and is TAMPERED', async () => {
  await rejectsWithFailure('TAMPERED', /do not hold/, claim({ spoil: (json) => { json.verificationMaterial.tlogEntries.push(structuredClone(entryOf(json))) } }))
})

test('C21 a promise without proof is enough for 0.1 only, and said so', async () => {
  await rejectsWithFailure('DATA', /malformed/, claim({ spoil: (json) => { delete entryOf(json)['inclusionProof'] } }))
  assert.match(loggedGround((await claim({ mediaType: '0.1' })).logged), /^entry \d+ of the transparency log rekor\.example, of 20\d\d-.*Z, is promised by it$/)
})

test('C21 a false promise is not made good by a true proof', async () => {
  await rejectsWithFailure('TAMPERED', /do not hold/, claim({ spoil: (json) => { entryOf(json)['integratedTime'] = String(Number(entryOf(json)['integratedTime']) - 1) } }))
})

test('C22 a checkpoint of an unknown log is TAMPERED', async () => {
  const other = await aSigstore()
  const index = (signature: Buffer, certificate: Buffer): number => other.log.add(hashedRekord(bytes, signature, certificate, 'v2'))
  const spoil = (json: BundleJson): void => {
    const certificate = Buffer.from((json.verificationMaterial['certificate'] as { rawBytes: string }).rawBytes, 'base64')
    json.verificationMaterial.tlogEntries = [tlogEntryOf(other.log, index(Buffer.from(json.messageSignature.signature, 'base64'), certificate), 'v2')]
  }
  await rejectsWithFailure('TAMPERED', /has no transparency log with the id/, claim({ log: 'v2', spoil }))
})

test('C22 a proof into another tree, or of another place, is TAMPERED', async () => {
  const spoils: readonly ((proof: { hashes: string[]; logIndex: string }) => void)[] = [(proof) => { proof.hashes.reverse() }, (proof) => { proof.hashes.pop() }, (proof) => { proof.logIndex = '0' }]
  for (const change of spoils) {
    await rejectsWithFailure('TAMPERED', /do not hold/, claim({ log: 'v2', spoil: (json) => { change(entryOf(json)['inclusionProof'] as { hashes: string[]; logIndex: string }) } }))
  }
})

test("C22 a log's key that was retired before the signature proves nothing, in either generation", async () => {
  const json = JSON.parse(sigstore.root.toString()) as { tlogs: { publicKey: { validFor: { end?: string } } }[] }
  for (const { publicKey } of json.tlogs) publicKey.validFor.end = new Date(Date.now() - 30 * minute).toISOString()
  const retired = await readTrustedRoot(Buffer.from(JSON.stringify(json)), 'root')
  await rejectsWithFailure('TAMPERED', /do not hold/, claimWithCertificate(await readBundle(await sigstore.bundle(bytes), 'b'), retired))
  await rejectsWithFailure('TAMPERED', /does not count a transparency log/, claimWithCertificate(await readBundle(await sigstore.bundle(bytes, { log: 'v2' }), 'b'), retired))
})

test('C23 an integrated time outside the life of the certificate is TAMPERED, before and after', async () => {
  for (const off of [-minute, 11 * minute]) await rejectsWithFailure('TAMPERED', /do not hold/, claim({ loggedAtMs: Date.now() + off }))
})

test("a certificate without the word of its authority's own log, or with that of an unknown one, is TAMPERED", async () => {
  for (const ctLog of ['none', 'unknown'] as const) await rejectsWithFailure('TAMPERED', /do not hold/, claim({ ctLog }))
})

test('a changed signature or digest is TAMPERED', async () => {
  await rejectsWithFailure('TAMPERED', /do not hold/, claim({ spoil: (json) => { json.messageSignature.messageDigest.digest = base64(Buffer.alloc(32, 1)) } }))
  await rejectsWithFailure('TAMPERED', /do not hold/, claim({ spoil: (json) => { json.messageSignature.signature = base64(sign('sha256', bytes, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)) } }))
})

test('C24 an attestation whose signature is over another statement is TAMPERED, though the log has both', async () => {
  const statement = Buffer.from('{"_type":"x"}')
  assert.equal((await claimWithCertificate(await readBundle(await sigstore.attestation(statement), 'b'), root)).content.kind, 'attestation')
  await rejectsWithFailure('TAMPERED', /do not hold/, claimWithCertificate(await readBundle(await sigstore.attestation(statement, Buffer.from('{"_type":"y"}')), 'b'), root))
})

test('another hash than SHA-256 is DATA', async () => {
  await rejectsWithFailure('DATA', /another hash/, claim({ spoil: (json) => { json.messageSignature.messageDigest.algorithm = 'SHA2_512' } }))
})

test('F36 what the library did not expect is REFUSED, never passed', async () => {
  const bundle = await readBundle(await sigstore.bundle(bytes), 'b')
  for (const entry of bundle.verificationMaterial.tlogEntries) Object.assign(entry, { kindVersion: undefined })
  await rejectsWithFailure('REFUSED', /verification itself failed/, claimWithCertificate(bundle, root))
})

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
async function keyedBundle(key = pair): Promise<Awaited<ReturnType<typeof bundleOf>>> {
  const json = JSON.parse((await sigstore.bundle(bytes)).toString()) as BundleJson
  const signature = sign('sha256', bytes, key.privateKey)
  json.messageSignature.signature = base64(signature)
  const entry = tlogEntryOf(sigstore.log, sigstore.log.add(hashedRekord(bytes, signature, key.publicKey)), 'v1')
  return readBundle(Buffer.from(JSON.stringify({ ...json, verificationMaterial: { publicKey: { hint: 'x' }, tlogEntries: [entry] } })), 'b')
}

test('C27 a bundle with a key proves its place in the log, and whose key it was', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { signer, content } = await claimWithKey(await keyedBundle(), root, [other.publicKey, pair.publicKey])
  assert.equal(signer, null)
  assert.ok(content.kind === 'message' && content.key.equals(pair.publicKey))
  await rejectsWithFailure('TAMPERED', /another key/, claimWithKey(await keyedBundle(), root, [other.publicKey]))
})

test('C27 a bundle with a key where a certificate is expected is REFUSED, and the other way round', async () => {
  await rejectsWithFailure('REFUSED', /a certificate is expected/, claimWithCertificate(await keyedBundle(), root))
  await rejectsWithFailure('REFUSED', /a bare key is expected/, claimWithKey(await readBundle(await sigstore.bundle(bytes), 'b'), root, [pair.publicKey]))
})
