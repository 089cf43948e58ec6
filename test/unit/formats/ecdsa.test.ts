import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseEcdsaKey, parseEcdsaSignature, verifyEcdsa } from '../../../src/formats/ecdsa.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { anEcdsaSigner, derOf, pemOf } from '../../support/an-ecdsa-signer.ts'
import { rejectsWithFailure, throwsFailure } from '../../support/throws.ts'

const signer = anEcdsaSigner()
const message = Buffer.from('message')
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const once = async function* (...chunks: readonly Buffer[]): AsyncIterable<Buffer> { yield* chunks }
const base64 = (bytes: Uint8Array): Buffer => Buffer.from(Buffer.from(bytes).toString('base64'))
const verify = (file: Buffer, ...keys: readonly string[]): Promise<unknown> => verifyEcdsa(keys.map(parseEcdsaKey), parseEcdsaSignature(file), once(message.subarray(0, 3), message.subarray(3)))

test('V16 good, with and without a line feed, by any of the keys', async () => {
  const other = anEcdsaSigner()
  const made = parseEcdsaKey(signer.pem)
  assert.deepEqual(await verify(signer.sign(message), signer.pem), made)
  assert.deepEqual(await verify(base64(signer.der(message)), other.pem, signer.pem), made)
  assert.deepEqual(await verify(Buffer.from(`${signer.der(message).toString('base64')}\r\n`), signer.pem, other.pem), made)
})

test('a signature whose s is high holds as well: half of all honest ones are', async () => {
  const highs = new Set<boolean>()
  for (let at = 0; at < 64; at++) {
    const der = signer.der(message)
    const s = BigInt(`0x${der.subarray(4 + (der[3] ?? 0) + 2).toString('hex')}`)
    await verify(base64(der), signer.pem)
    highs.add(s > order / 2n)
  }
  assert.equal(highs.size, 2)
})

test('V16 tampered bytes and a wrong key are TAMPERED', async () => {
  await rejectsWithFailure('TAMPERED', /none of the trusted keys, or over other bytes/, verify(signer.sign(Buffer.from('massage')), signer.pem))
  await rejectsWithFailure('TAMPERED', /none/, verify(signer.sign(message), anEcdsaSigner().pem))
  await rejectsWithFailure('TAMPERED', /none/, verify(signer.sign(message)))
  const der = signer.der(message)
  const r = BigInt(`0x${der.subarray(4, 4 + (der[3] ?? 0)).toString('hex')}`)
  await rejectsWithFailure('TAMPERED', /none/, verify(base64(derOf(r, r)), signer.pem))
})

const der = signer.der(message)
const inner = der.subarray(2)
const malformed: readonly (readonly [string, Buffer, RegExp])[] = [
  ['empty', Buffer.from(''), /it is empty/],
  ['a line feed', Buffer.from('\n'), /it is empty/],
  ['not base64', Buffer.from('%%%'), /not base64/],
  ['base64 of the URL alphabet', Buffer.from('__--'), /not base64/],
  ['base64 on two lines', Buffer.from(der.toString('base64').replace(/^.{40}/, '$&\n')), /not base64/],
  ['a space before', Buffer.from(` ${der.toString('base64')}`), /not base64/],
  ['two line feeds', Buffer.from(`${der.toString('base64')}\n\n`), /not base64/],
  ['larger than its cap', Buffer.alloc(1025, 'A'), /larger than 1024/],
  ['raw DER', der, /not base64/],
  ['r and s without DER', base64(Buffer.alloc(64, 7)), /no sequence/],
  ['garbage', base64(Buffer.from('garbage')), /no sequence/],
  ['bytes behind', base64(Buffer.concat([der, Buffer.from([0])])), /no sequence/],
  ['bytes behind, inside', base64(Buffer.concat([Buffer.from([0x30, inner.length + 1]), inner, Buffer.from([0])])), /behind its two numbers/],
  ['a cut', base64(der.subarray(0, -1)), /no sequence/],
  ['a long length', base64(Buffer.concat([Buffer.from([0x30, 0x81, inner.length]), inner])), /no sequence/],
  ['one number', base64(Buffer.from([0x30, 3, 2, 1, 1])), /not written as DER/],
  ['a negative number', base64(Buffer.from([0x30, 6, 2, 1, 0xff, 2, 1, 1])), /not written as DER/],
  ['a padded number', base64(Buffer.from([0x30, 7, 2, 2, 0, 1, 2, 1, 1])), /not written as DER/],
  ['an empty number', base64(Buffer.from([0x30, 5, 2, 0, 2, 1, 1])), /not written as DER/],
  ['an octet string', base64(Buffer.from([0x30, 6, 4, 1, 1, 2, 1, 1])), /not written as DER/],
  ['r zero', base64(derOf(0n, 1n)), /out of range/],
  ['s zero', base64(derOf(1n, 0n)), /out of range/],
  ['both zero', base64(derOf(0n, 0n)), /out of range/],
  ['r the order', base64(derOf(order, 1n)), /out of range/],
  ['s beyond the order', base64(derOf(1n, order + 1n)), /out of range/],
]
for (const [name, file, why] of malformed) test(`V16 malformed: ${name}`, () => throwsFailure('DATA', why, () => parseEcdsaSignature(file)))

test('V16 E48 keys that cannot be used, none of them repeated', () => {
  const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { publicKey: ed } = generateKeyPairSync('ed25519')
  const says = (text: string): RegExp => { try { parseEcdsaKey(text) } catch (thrown) { return new RegExp(String(thrown)) } return /good/ }
  throwsFailure('CONFIG', /is a secret key/, () => parseEcdsaKey(signer.secretPem))
  for (const other of [anEcdsaSigner('P-384').pem, anEcdsaSigner('secp256k1').pem, pemOf(rsa), pemOf(ed)]) throwsFailure('CONFIG', /of another kind/, () => parseEcdsaKey(other))
  for (const text of ['', 'RWQ', signer.pem.replace('BEGIN', 'BEGIM'), signer.pem.replace(/\n[A-Za-z0-9+/]{4}/, '\n'), signer.pem + signer.pem, 'x'.repeat(5000)]) throwsFailure('CONFIG', /cannot be used/, () => parseEcdsaKey(text))
  assert.doesNotMatch(String(says(signer.secretPem)), new RegExp(RegExp.escape(signer.secretPem.slice(40, 60))))
})

test('V16 weak keys: the point at infinity, a point off the curve, a compressed one', () => {
  const whole = createPublicKey(signer.pem).export({ format: 'der', type: 'spki' })
  const pem = (bytes: Buffer): string => `-----BEGIN PUBLIC KEY-----\n${bytes.toString('base64')}\n-----END PUBLIC KEY-----\n`
  const head = whole.subarray(0, 26)
  const infinity = Buffer.from(head)
  infinity[1] = 25
  infinity[24] = 2
  const compressed = Buffer.concat([head, Buffer.from([(whole.at(-1) ?? 0) % 2 === 0 ? 2 : 3]), whole.subarray(27, 59)])
  compressed[1] = compressed.length - 2
  compressed[24] = 34
  const off = Buffer.from(whole)
  off[90] = (off[90] ?? 0) ^ 1
  assert.ok(parseEcdsaKey(pem(whole)))
  for (const bad of [off, compressed, Buffer.concat([infinity, Buffer.from([0])])]) throwsFailure('CONFIG', /cannot be used/, () => parseEcdsaKey(pem(bad)))
})

test('what openssl signs is believed, and the fingerprint is the one it prints', async (t) => {
  const home = aDirectory(t)
  const path = (name: string): string => join(home, name)
  writeFileSync(path('message'), message)
  execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path('key')])
  const pem = execFileSync('openssl', ['pkey', '-in', path('key'), '-pubout']).toString()
  const signature = base64(execFileSync('openssl', ['dgst', '-sha256', '-sign', path('key'), path('message')]))
  const sha256 = execFileSync('sh', ['-c', 'openssl pkey -in "$1" -pubout -outform DER | sha256sum', 'sh', path('key')]).toString()
  assert.equal((await verifyEcdsa([parseEcdsaKey(pem)], parseEcdsaSignature(signature), once(message))).fingerprint, sha256.slice(0, 16))
})
