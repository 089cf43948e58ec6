import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { readKey } from '../../../../src/formats/tuf/key.ts'
import { aPemTufSigner, aTufSigner } from '../../../support/a-tuf-repository.ts'

const message = Buffer.from('message')
type Read = Parameters<typeof readKey>[0]
const pemOf = (key: { export(options: { format: 'pem'; type: 'spki' }): string | Buffer }): string => key.export({ format: 'pem', type: 'spki' }).toString()

test('Ed25519 and both curves of ECDSA verify what they signed, and nothing else', () => {
  for (const signer of [aTufSigner(), aPemTufSigner('ecdsa-sha2-nistp256'), aPemTufSigner('ecdsa-sha2-nistp384')]) {
    const key = readKey(signer.json as Read)
    assert.equal(key?.verify(message, signer.sign(message)), true)
    assert.equal(key.verify(Buffer.from('massage'), signer.sign(message)), false)
    for (const wrong of ['', 'zz', '0', `${signer.sign(message)}00`, aTufSigner().sign(message)]) assert.equal(key.verify(message, wrong), false, wrong)
  }
})

test('a bare point on a curve is the same key as its PEM', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-65).toString('hex')
  const [bare, pem] = [point, pemOf(publicKey)].map((text) => readKey({ keytype: 'ecdsa-sha2-nistp256', scheme: 'ecdsa-sha2-nistp256', keyval: { public: text } }))
  assert.equal(bare?.identity, pem?.identity)
  assert.equal(bare?.verify(message, sign('sha256', message, privateKey).toString('hex')), true)
})

test('what we cannot use is no key: it counts as one that never signed', () => {
  const rsa = (modulusLength: number): string => pemOf(generateKeyPairSync('rsa', { modulusLength }).publicKey)
  const curve = pemOf(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey)
  const ed = (aTufSigner().json as Read)
  const useless: readonly Read[] = [
    { ...ed, scheme: 'unknown' }, { ...ed, scheme: '__proto__' }, { ...ed, scheme: 'constructor' }, { ...ed, keytype: 'rsa' }, { ...ed, keyval: {} }, { ...ed, keyval: { public: 'x' } }, { ...ed, keyval: { public: 'abcd' } },
    { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256', keyval: { public: curve } }, { keytype: 'rsa', scheme: 'rsassa-pss-sha256', keyval: { public: rsa(1024) } }, { keytype: 'rsa', scheme: 'rsassa-pss-sha256', keyval: { public: 'ab' } },
    { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256', keyval: { public: '-----BEGIN PRIVATE KEY-----\n' } },
  ]
  for (const one of useless) assert.equal(readKey(one), null, JSON.stringify(one))
})
