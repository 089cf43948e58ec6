import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { ecdsaSignerOf } from '../../../src/publish/ecdsa-signer.ts'
import { anEcdsaSigner } from '../../support/an-ecdsa-signer.ts'
import { aWorkplace, publishTools } from '../../support/a-publisher.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const { files } = publishTools()

test('V16 the signature is base64 of DER on one line, and holds', async (t) => {
  const signer = anEcdsaSigner()
  const sign = await ecdsaSignerOf(aWorkplace(t).write('key.pem', signer.secretPem, 0o600), files)
  const text = Buffer.from(sign(Buffer.from('list'))).toString()
  assert.match(text, /^[A-Za-z0-9+/]{90,100}={0,2}\n$/)
  assert.ok(verify('sha256', Buffer.from('list'), signer.pem, Buffer.from(text, 'base64')))
})

test('other keys, public keys, protected keys and garbage are refused without a word of theirs', async (t) => {
  const work = aWorkplace(t)
  const { privateKey } = generateKeyPairSync('ed25519')
  const protectedPem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
  for (const [index, pem] of [anEcdsaSigner().pem, anEcdsaSigner('P-384').secretPem, String(privateKey.export({ format: 'pem', type: 'pkcs8' })), String(protectedPem), 'garbage', ''].entries()) {
    await rejectsWithFailure('CONFIG', /^nothing can be signed with '.*': it is no P-256 key in PEM without a password$/, ecdsaSignerOf(work.write(`key-${index}`, pem, 0o600), files))
  }
  await rejectsWithFailure('PERMISSION', /others may read the secret key/, ecdsaSignerOf(work.write('open', anEcdsaSigner().secretPem), files))
})
