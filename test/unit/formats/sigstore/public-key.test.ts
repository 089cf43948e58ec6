import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { readPublicKey, spkiOf, weakness } from '../../../../src/formats/sigstore/public-key.ts'
import { throwsFailure } from '../../../support/throws.ts'

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()
const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).publicKey

test('the keys that cosign makes and imports are read', () => {
  for (const key of [ec('P-256'), ec('P-384'), ec('P-521'), generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey]) {
    assert.ok(readPublicKey(`\n${pem(key)}\n`).equals(key))
    assert.deepEqual(spkiOf(readPublicKey(pem(key).replaceAll('\n', '\r\n'))), spkiOf(key))
  }
})

test('C28 a weak key, or one of a kind that cannot be streamed, is CONFIG', () => {
  throwsFailure('CONFIG', /an RSA key of 1024 bits/, () => readPublicKey(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)))
  throwsFailure('CONFIG', /on the curve secp256k1/, () => readPublicKey(pem(ec('secp256k1'))))
  throwsFailure('CONFIG', /of the kind ed25519/, () => readPublicKey(pem(generateKeyPairSync('ed25519').publicKey)))
  assert.match(weakness(generateKeyPairSync('x25519').publicKey) ?? '', /x25519/)
})

test('E48 a secret key is refused, and not one character of it repeated', () => {
  const secret = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  throwsFailure('CONFIG', /^this is a secret key: the public one is needed$/, () => readPublicKey(secret))
  throwsFailure('CONFIG', /^this is a secret key/, () => readPublicKey('-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nabc\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----'))
})

test('two keys, a certificate, or something else is no key', () => {
  const one = pem(ec('P-256'))
  for (const text of [one + one, '', 'RWQ', one.replace('PUBLIC KEY', 'CERTIFICATE')]) throwsFailure('CONFIG', /no public key in PEM/, () => readPublicKey(text))
  throwsFailure('CONFIG', /cannot be read/, () => readPublicKey('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'))
})
