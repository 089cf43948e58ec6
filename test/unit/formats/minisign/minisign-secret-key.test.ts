import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSecretKey } from '../../../../src/formats/minisign/minisign-secret-key.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aSecretKeyFile, cheap, secretKeyText } from '../../../support/a-minisign-secret-key.ts'
import { throwsFailure } from '../../../support/throws.ts'

/** Written by minisign 0.11, `minisign -G -W`. */
const byMinisign = `untrusted comment: minisign encrypted secret key
RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA4C/+ZC4cHYMEtpu4H2pWJUhzl4lZGePNxUkKIBbbk19TSUCbWjCRmylkb+KO3ZihU49+FbfGbmA8Dvusfmh9X4NmWwpFGKzCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
`
const plain = aSecretKeyFile()
const locked = aSecretKeyFile(cheap)
const spoiled = (bytes: Buffer, at: number, value?: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = value ?? (copy[at] ?? 0) ^ 1
  return secretKeyText(copy)
}
const open = (file: Buffer): unknown => parseSecretKey(file).unseal(null)

test('a key without a password, by minisign and by us', () => {
  assert.equal(parseSecretKey(Buffer.from(byMinisign)).unseal(null).keyId.toString('hex'), 'e02ffe642e1c1d83')
  const sealed = parseSecretKey(plain.file())
  assert.equal(sealed.needs, 'nothing')
  assert.deepEqual(sealed.unseal(null).keyId, aMinisignSigner().keyId)
})

test('a key with a password', () => {
  const sealed = parseSecretKey(locked.file())
  assert.equal(sealed.needs, 'password')
  const [one, other] = [sealed.unseal(Buffer.from(cheap.password)), parseSecretKey(plain.file()).unseal(null)]
  assert.ok(one.secretKey.equals(other.secretKey))
  assert.deepEqual(one.keyId, other.keyId)
})

test('a wrong password is told from a damaged file, and none from a wrong one', () => {
  throwsFailure('CONFIG', /the password is not that of the secret key/, () => parseSecretKey(locked.file()).unseal(Buffer.from('correct hors')))
  throwsFailure('USAGE', /protected by a password, and none was given/, () => parseSecretKey(locked.file()).unseal(null))
})

test('what is secret is wiped: the bytes of the file and the password', () => {
  const [file, password] = [locked.file(), Buffer.from(cheap.password)]
  parseSecretKey(file).unseal(password)
  assert.ok([...file, ...password].every((byte) => byte === 0))
})

test('a damaged key is no key: its halves must belong together', () => {
  // 54: key id; 62: secret; 94: public; 126: checksum, empty in a key without a password.
  for (const at of [62, 93, 94, 125, 126, 157]) throwsFailure('CONFIG', /its parts do not belong together/, () => open(spoiled(plain.bytes, at)))
  for (const at of [54, 62, 94, 126, 6]) throwsFailure('CONFIG', /the password is not that/, () => parseSecretKey(spoiled(locked.bytes, at)).unseal(Buffer.from(cheap.password)))
})

test('what is no secret key is refused by its reason, and never repeated', () => {
  const [comment, key] = plain.file().toString().split('\n')
  for (const [file, why] of [
    [Buffer.from(plain.publicKeyFile), /it is a public key/],
    [Buffer.from(''), /not a comment and a key/],
    [Buffer.from(`${key}\n`), /not a comment and a key/],
    [Buffer.from(`${comment}\n${key}\n${key}\n`), /not a comment and a key/],
    [Buffer.from(`${comment}\n${key}=\n`), /not base64/],
    [Buffer.from(`${comment}\nAAAA\n`), /has 3 bytes where a secret key has 158/],
    [Buffer.alloc(5000, 0x41), /longer than 4096 bytes/],
    [spoiled(plain.bytes, 0), /not Ed25519/],
    [spoiled(plain.bytes, 2, 0x53), /password protection is of an unknown kind/],
    [spoiled(plain.bytes, 4), /checksum is of an unknown kind/],
  ] as const) throwsFailure('CONFIG', why, () => open(file))
  assert.throws(() => open(Buffer.from(`${comment}\n${key}=\n`)), (thrown: Error) => !thrown.message.includes(String(key).slice(70, 90)))
})

test('a key file with CRLF, as a Windows editor leaves it', () => {
  assert.equal(parseSecretKey(Buffer.from(plain.file().toString().replaceAll('\n', '\r\n'))).unseal(null).keyId.length, 8)
})
