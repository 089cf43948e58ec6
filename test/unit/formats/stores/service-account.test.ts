import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { parseServiceAccount, signedAssertion } from '../../../../src/formats/stores/service-account.ts'
import { pair } from '../../../support/a-google.ts'
import { throwsFailure } from '../../../support/throws.ts'

const file = { type: 'service_account', client_email: 'a@b.example', private_key_id: 'key1', private_key: pair.privateKey, token_uri: 'https://token.example.org/token' }
const partOf = (assertion: string, index: number): unknown => JSON.parse(Buffer.from(assertion.split('.')[index] ?? '', 'base64url').toString())

test('the assertion says who, for whom, what and until when, and its signature holds', () => {
  const assertion = signedAssertion(parseServiceAccount(JSON.stringify(file)), { scope: 'read', atMs: 1_700_000_000_999, lastsSeconds: 3600 })
  assert.deepEqual(partOf(assertion, 0), { alg: 'RS256', typ: 'JWT', kid: 'key1' })
  assert.deepEqual(partOf(assertion, 1), { iss: 'a@b.example', scope: 'read', aud: 'https://token.example.org/token', iat: 1_700_000_000, exp: 1_700_003_600 })
  const [head, claims, signature = ''] = assertion.split('.')
  assert.ok(verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), createPublicKey(pair.publicKey), Buffer.from(signature, 'base64url')))
})

test('without an address the tokens are Google\'s', () => {
  assert.equal(parseServiceAccount(JSON.stringify({ ...file, token_uri: undefined })).tokenUrl, 'https://oauth2.googleapis.com/token')
})

test('what is no key file is CONFIG, and no part of it is shown', () => {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [{ ...file, type: 'authorized_user' }, /'type'/], [{ ...file, client_email: 7 }, /client_email/], [{ ...file, private_key: 'hunter2' }, /no RSA key/],
    [{ ...file, private_key: elliptic.privateKey }, /no RSA key/], [[], /no object/], [{ ...file, token_uri: '' }, /token_uri/],
  ]
  for (const [value, says] of wrong) throwsFailure('CONFIG', says, () => parseServiceAccount(JSON.stringify(value)))
  for (const text of ['hunter2', '{"hunter2', '']) throwsFailure('CONFIG', /^(?!.*hunter2).*not JSON/, () => parseServiceAccount(text))
})
