import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSignature, signatureInBundle } from '../../../../src/formats/sigstore/bare-signature.ts'
import { aSigstore } from '../../../support/a-sigstore.ts'
import { rejectsWithFailure, throwsFailure } from '../../../support/throws.ts'

test('C36 a signature is base64, with or without one line feed, and nothing else', () => {
  for (const text of ['MEUC', 'MEUC\n', 'MEUC\r\n']) assert.deepEqual(readSignature(Buffer.from(text), 's'), Buffer.from('MEUC', 'base64'))
  for (const text of ['', '\n', 'MEUC\n\n', ' MEUC', 'ME_C', 'MEU', 'MEUC\nMEUC', '<html>', '\ufeffMEUC']) throwsFailure('DATA', /'s' is not one signature in base64/, () => readSignature(Buffer.from(text), 's'))
  throwsFailure('DATA', /not one signature/, () => readSignature(Buffer.from([0xff, 0xfe]), 's'))
})

test('a bundle made with a bare key, old or new, gives its signature', async () => {
  const sigstore = await aSigstore()
  assert.deepEqual(await signatureInBundle(Buffer.from('{"base64Signature":"MEUC"}'), 'b'), Buffer.from('MEUC', 'base64'))
  const json = JSON.parse((await sigstore.bundle(Buffer.from('x'))).toString()) as { messageSignature: { signature: string } }
  const keyed = { ...json, verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] } }
  assert.equal((await signatureInBundle(Buffer.from(JSON.stringify(keyed)), 'b')).toString('base64'), json.messageSignature.signature)
  await rejectsWithFailure('REFUSED', /a bare key is expected/, signatureInBundle(Buffer.from(JSON.stringify(json)), 'b'))
  await rejectsWithFailure('DATA', /not an object/, signatureInBundle(Buffer.from('7'), 'b'))
})
