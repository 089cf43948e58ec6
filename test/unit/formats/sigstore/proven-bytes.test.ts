import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { provenBytes } from '../../../../src/formats/sigstore/proven-bytes.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const pairs = [generateKeyPairSync('ec', { namedCurve: 'P-256' }), generateKeyPairSync('ec', { namedCurve: 'P-384' }), generateKeyPairSync('rsa', { modulusLength: 2048 })] as const
const bytes = Buffer.from('all of these bytes')
async function* chunks(of: Buffer): AsyncIterable<Uint8Array> {
  for (const byte of of) yield await Promise.resolve(Buffer.from([byte]))
}

test('the key that made the signature is found, and the digest with it', async () => {
  const keys = pairs.map(({ publicKey }) => publicKey)
  for (const { publicKey, privateKey } of pairs) assert.deepEqual(await provenBytes(chunks(bytes), { keys, signature: sign('sha256', bytes, privateKey) }, 'x'), { key: publicKey, sha256: sha256Of(bytes) })
})

test('V16 other bytes, another key, garbage and nothing are TAMPERED', async () => {
  const [{ publicKey, privateKey }, other] = pairs
  const signature = sign('sha256', bytes, privateKey)
  const tries = [[Buffer.from('other'), [publicKey], signature], [bytes, [other.publicKey], signature], [bytes, [publicKey], Buffer.from('garbage')], [bytes, [publicKey], Buffer.from('')], [bytes, [], signature]] as const
  for (const [content, keys, made] of tries) await rejectsWithFailure('TAMPERED', /not one over x/, provenBytes(chunks(content), { keys, signature: made }, 'x'))
})
