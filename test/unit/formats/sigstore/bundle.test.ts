import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBundle } from '../../../../src/formats/sigstore/bundle.ts'
import { bundleBytesMax } from '../../../../src/formats/sigstore/limits.ts'
import { aSigstore, type BundleJson, type SignWishes } from '../../../support/a-sigstore.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const sigstore = await aSigstore()
const make = async (spoil?: SignWishes['spoil']): Promise<Buffer> => sigstore.bundle(Buffer.from('x'), spoil === undefined ? {} : { spoil })
const good = await make()
const read = (bytes: Uint8Array) => readBundle(bytes, 'app.sigstore.json')
const material = (json: BundleJson): Record<string, unknown> => json.verificationMaterial

test('C32 the media types that are known are read, and no other', async () => {
  assert.equal((await read(good)).content.$case, 'messageSignature')
  for (const mediaType of ['application/vnd.dev.sigstore.bundle.v0.4+json', 'application/vnd.dev.sigstore.bundle+json;version=0.10', 'application/json', ''])
    await rejectsWithFailure('DATA', /its media type is/, make((json) => { json.mediaType = mediaType }).then(read))
  await rejectsWithFailure('DATA', /media type is not said/, read(Buffer.from('{}')))
})

test('C33 what is larger than anything real is not looked at', async () => {
  await rejectsWithFailure('DATA', /larger than/, read(Buffer.alloc(bundleBytesMax + 1, 0x20)))
  const many = <T>(one: T): T[] => Array.from({ length: 100 }, () => one)
  const crowds: readonly (readonly [SignWishes['spoil'] & {}, RegExp])[] = [
    [(json) => { material(json)['x509CertificateChain'] = { certificates: many({ rawBytes: 'AAAA' }) } }, /holds 100 certificates/],
    [(json) => { json.verificationMaterial.tlogEntries = many(json.verificationMaterial.tlogEntries[0] ?? {}) }, /holds 100 log entries/],
    [(json) => { material(json)['timestampVerificationData'] = { rfc3161Timestamps: many({ signedTimestamp: 'AAAA' }) } }, /holds 100 timestamps/],
    [(json) => { Object.assign(json.verificationMaterial.tlogEntries[0] ?? {}, { inclusionProof: { hashes: many('AAAA') } }) }, /holds 100 hashes/],
  ]
  for (const [spoil, message] of crowds) await rejectsWithFailure('DATA', message, make(spoil).then(read))
})

test('C34 a key __proto__ is DATA', async () => {
  await rejectsWithFailure('DATA', /__proto__/, read(Buffer.from(good.toString().replace('{', '{"__proto__":{"mediaType":"x"},'))))
})

test('C35 a key that is there twice is DATA', async () => {
  await rejectsWithFailure('DATA', /'mediaType' is there twice/, read(Buffer.from(good.toString().replace('{', '{"mediaType":"application/json",'))))
})

test('C36 base64 in another spelling is DATA', async () => {
  await rejectsWithFailure('DATA', /one spelling/, make((json) => { json.messageSignature.signature = json.messageSignature.signature.replace(/=*$/, '\n') }).then(read))
})

test('F36 a bundle without its parts is DATA, whatever the library throws', async () => {
  for (const part of ['messageSignature', 'verificationMaterial'] as const) await rejectsWithFailure('DATA', /is malformed/, make((json) => { delete (json as Record<string, unknown>)[part] }).then(read))
  for (const value of [7, 'x', [], null, { content: 1 }]) await rejectsWithFailure('DATA', /is malformed/, make((json) => { Object.assign(json, { verificationMaterial: value }) }).then(read))
  await rejectsWithFailure('DATA', /not an object/, read(Buffer.from('[]')))
  await rejectsWithFailure('DATA', /web page/, read(Buffer.from('<html>')))
})
