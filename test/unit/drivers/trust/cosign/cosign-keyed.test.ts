import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { cosign } from '../../../../../src/drivers/trust/cosign/cosign.ts'
import { evidenceOf } from '../../../../contract/trust.ts'
import { aRelease, sha256Of, type SignedRelease } from '../../../../support/a-release.ts'
import { aKeylessRelease } from '../../../../support/a-signed-release.ts'
import { aSigstore, base64, githubIssuer, hashedRekord, tlogEntryOf, workflow } from '../../../../support/a-sigstore.ts'
import { rootFiles } from '../../../../support/root-files.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { trustTools } from '../../../../support/trust-tools.ts'

const sigstore = await aSigstore()
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()
const tools = trustTools({ disk: rootFiles({ '/etc/root.json': sigstore.root, '/etc/cosign.pub': Buffer.from(pem(pair.publicKey)) }) })
const keyless = { kind: 'cosign', identities: [`${workflow}@refs/tags/{tag}`], issuer: githubIssuer, trusted_root: '/etc/root.json' }
const keyed = { kind: 'cosign', key_files: ['/etc/cosign.pub'], version: 'unsigned' }
function keyedRelease(key = pair, what: 'signature' | 'bundle' | 'legacy bundle' = 'signature'): SignedRelease {
  const release = aRelease()
  const sums = release.served.get('SHA256SUMS') ?? Buffer.from('')
  const made = (bytes: Buffer): Buffer => {
    const signature = sign('sha256', bytes, key.privateKey)
    if (what === 'signature') return Buffer.from(base64(signature))
    if (what === 'legacy bundle') return Buffer.from(JSON.stringify({ base64Signature: base64(signature) }))
    const entry = tlogEntryOf(sigstore.log, sigstore.log.add(hashedRekord(bytes, signature, key.publicKey)), 'v1')
    return Buffer.from(JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest: Buffer.from(sha256Of(bytes), 'hex').toString('base64') }, signature: base64(signature) },
      verificationMaterial: { publicKey: { hint: 'any' }, tlogEntries: [entry] },
    }))
  }
  const ending = what === 'signature' ? 'sig' : 'sigstore.json'
  return { ...release, served: new Map([[release.artifact, release.bytes], ['SHA256SUMS', sums], [`${release.artifact}.${ending}`, made(release.bytes)], [`SHA256SUMS.${ending}`, made(sums)]]) }
}

test('V16 a key pair: a bare signature, and bundles of both kinds, over the artifact and over a list', async () => {
  for (const what of ['signature', 'bundle', 'legacy bundle'] as const) for (const signs of ['{artifact}', 'SHA256SUMS']) {
    const settings = { ...keyed, signs, ...(what === 'signature' ? { signature: `${signs}.sig` } : {}) }
    const { grounds } = await cosign.make(settings, tools).verify(evidenceOf(keyedRelease(pair, what)))
    assert.match(grounds[0] ?? '', /^the key [0-9a-f]{16} signed (?:jaco-|SHA256SUMS)/)
  }
})

test('V8 a key pair over the artifact says no version: nothing is fetched, unless that was accepted', async () => {
  const evidence = evidenceOf(keyedRelease())
  await rejectsWithFailure('REFUSED', /nothing signed says/, cosign.make({ ...keyed, version: 'signed', signature: '{artifact}.sig' }, tools).verify(evidence))
  assert.ok(!evidence.asked.includes('digest'))
})

test('the bytes that were proven are the ones that were digested', async () => {
  const evidence = { ...evidenceOf(keyedRelease()), digest: async () => Promise.resolve({ sha256: 'a'.repeat(64), sizeBytes: 1 }) }
  await rejectsWithFailure('TAMPERED', /its sha256 is a{64}/, cosign.make({ ...keyed, signature: '{artifact}.sig' }, tools).verify(evidence))
})

test('V16 another key is TAMPERED; while keys are exchanged one of them is enough', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  for (const what of ['signature', 'bundle', 'legacy bundle'] as const) {
    const settings = { ...keyed, ...(what === 'signature' ? { signature: '{artifact}.sig' } : {}) }
    await rejectsWithFailure('TAMPERED', /the signature is not one over/, cosign.make(settings, tools).verify(evidenceOf(keyedRelease(other, what))))
    assert.ok(await cosign.make({ ...settings, keys: [pem(other.publicKey)] }, tools).verify(evidenceOf(keyedRelease(other, what))))
  }
})

test("a key pair with log = 'required': the log must vouch, too", async () => {
  const settings = { ...keyed, log: 'required', trusted_root: '/etc/root.json' }
  assert.match((await cosign.make(settings, tools).verify(evidenceOf(keyedRelease(pair, 'bundle')))).grounds[1] ?? '', /^entry \d+ of the transparency log/)
  await rejectsWithFailure('REFUSED', /no entry of a transparency log/, cosign.make(settings, tools).verify(evidenceOf(keyedRelease(pair, 'legacy bundle'))))
})

test('C27 a bundle with a key under identities, and one without under keys, are REFUSED', async () => {
  await rejectsWithFailure('REFUSED', /a certificate is expected/, cosign.make(keyless, tools).verify(evidenceOf(keyedRelease(pair, 'bundle'))))
  await rejectsWithFailure('REFUSED', /a bare key is expected/, cosign.make(keyed, tools).verify(evidenceOf(await aKeylessRelease(sigstore))))
})
