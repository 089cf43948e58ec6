import assert from 'node:assert/strict'
import { createHash, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Bug } from '../../../../src/errors.ts'
import { findChecksum, parseChecksums } from '../../../../src/formats/checksums/checksums.ts'
import { type MinisignKey, type MinisignStatement, parsePublicKey, parseSignature, verifyMinisign } from '../../../../src/formats/minisign/minisign.ts'
import { aMinisignSigner, aSignatureFile } from '../../../support/a-minisign-signer.ts'
import { throwsFailure } from '../../../support/throws.ts'

const vector = (name: string): Buffer => readFileSync(new URL(`../../../vectors/minisign/${name}`, import.meta.url))
const sums = vector('SHA256SUMS')
const one = parsePublicKey(vector('one.pub').toString())
const two = parsePublicKey(vector('two.pub').toString())
const strict = { legacy: 'refused' } as const

const verified = (file: Uint8Array, keys: readonly MinisignKey[] = [one], message: Uint8Array = sums): MinisignStatement =>
  verifyMinisign(keys, parseSignature(file), { bytes: message }, strict)
const tampered = (why: RegExp, file: Uint8Array, keys?: readonly MinisignKey[], message?: Uint8Array): void => throwsFailure('TAMPERED', why, () => verified(file, keys, message))
/** The prehashed vector with its parts changed. */
function spoiled(change: (parts: { blob: Buffer; global: Buffer; trustedComment: string }) => void): Buffer {
  const [, blob = '', trusted = '', global = ''] = vector('prehashed.minisig').toString().split('\n')
  const parts = { blob: Buffer.from(blob, 'base64'), global: Buffer.from(global, 'base64'), trustedComment: trusted.slice('trusted comment: '.length) }
  change(parts)
  return aSignatureFile(parts)
}
const flip = (bytes: Buffer, at: number): void => void bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
const linesOf = (name: string): readonly string[] => vector(name).toString().trimEnd().split('\n')

test('M01, V1 a prehashed signature is verified, and says by which key and about what', () => {
  const { keyId, algorithm, trustedComment } = verified(vector('prehashed.minisig'))
  assert.deepEqual([keyId, algorithm, trustedComment.file, trustedComment.hashed], [one.keyId, 'ED', 'SHA256SUMS', true])
  assert.equal(verified(vector('version.minisig')).trustedComment.version, 'v0.2.0')
})
test('M01 the digest alone is enough', () => {
  const blake2b512 = createHash('blake2b512').update(sums).digest()
  assert.equal(verifyMinisign([one], parseSignature(vector('prehashed.minisig')), { blake2b512 }, strict).keyId, one.keyId)
  assert.throws(() => verifyMinisign([one], parseSignature(vector('prehashed.minisig')), { blake2b512: blake2b512.subarray(1) }, strict), Bug)
})
test('M02, V2 a legacy signature is a matter of policy, and needs the bytes', () => {
  const legacy = parseSignature(vector('legacy.minisig'))
  throwsFailure('REFUSED', /of the legacy kind/, () => verifyMinisign([one], legacy, { bytes: sums }, strict))
  assert.equal(verifyMinisign([one], legacy, { bytes: sums }, { legacy: 'accepted' }).algorithm, 'Ed')
  throwsFailure('REFUSED', /against a digest/, () => verifyMinisign([one], legacy, { blake2b512: Buffer.alloc(64) }, { legacy: 'accepted' }))
})
test('M02 a legacy signature over a digest is not one over the file', () => {
  const signer = aMinisignSigner(3)
  const key = parsePublicKey(signer.keyLine)
  const digest = createHash('blake2b512').update(sums).digest()
  const file = signer.sign(digest, { algorithm: 'Ed' })
  throwsFailure('TAMPERED', /does not match/, () => verifyMinisign([key], parseSignature(file), { bytes: sums }, { legacy: 'accepted' }))
})
test('M03, V3 an edited key id names a key that is not trusted', () => {
  tampered(/made by key [0-9A-F]{16}, which is not trusted/, spoiled(({ blob }) => flip(blob, 2)))
  tampered(new RegExp(`by key ${two.keyId}, which is not trusted`), vector('other-key.minisig'))
})
test('M04 two keys with one id: each is tried, and a stranger with that id is not believed', () => {
  const id = Buffer.from('0102030405060708', 'hex')
  const [ours, theirs] = [aMinisignSigner(1, id), aMinisignSigner(2, id)]
  const keys = [parsePublicKey(theirs.keyLine), parsePublicKey(ours.keyLine)]
  assert.equal(verified(ours.sign(sums), keys).keyId, '0807060504030201')
  tampered(/does not match what it should sign/, theirs.sign(sums), [parsePublicKey(ours.keyLine)])
})
test('V9 rotation: any key of the set will do, and an empty set believes nobody', () => {
  assert.equal(verified(vector('other-key.minisig'), [one, two]).keyId, two.keyId)
  tampered(/is not trusted/, vector('prehashed.minisig'), [])
})
test('M05 a changed bit in R, M06 in S', () => {
  for (const at of [10, 41, 42, 73]) tampered(/does not match what it should sign/, spoiled(({ blob }) => flip(blob, at)))
})
test('V4 a changed list', () => tampered(/does not match what it should sign/, vector('prehashed.minisig'), [one], Buffer.concat([sums, Buffer.from('\n')])))
test('M07 S + L is refused: a signature has one spelling', () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const file = spoiled(({ blob }) => {
    const s = BigInt(`0x${Buffer.from(blob.subarray(42, 74)).reverse().toString('hex')}`) + order
    Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse().copy(blob, 42)
  })
  tampered(/does not match/, file)
})
// OpenSSL 3.0 believes this forgery, 3.5 does not: here the library stands behind our own check, which ed25519-points.test.ts tests alone.
test('M08 R of small order is refused: with a weak key it would sign anything', () => {
  const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)])
  const forged = Buffer.concat([identity, Buffer.alloc(32)])
  const weak = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), identity]), format: 'der', type: 'spki' })
  const file = spoiled(({ blob, global }) => { forged.copy(blob, 10); forged.copy(global) })
  tampered(/does not match/, file, [{ keyId: one.keyId, publicKey: weak }])
})
test('M08 an all-zero signature is refused', () => tampered(/does not match/, spoiled(({ blob }) => blob.fill(0, 10))))
test('M10 a changed bit in the global signature', () => {
  for (const at of [0, 31, 32, 63]) tampered(/the trusted comment is not the one/, spoiled(({ global }) => flip(global, at)))
})
test('M11, V5 a changed trusted comment', () => {
  tampered(/the trusted comment is not the one/, spoiled((parts) => { parts.trustedComment = parts.trustedComment.replace('SHA256SUMS', 'SHA512SUMS') }))
  tampered(/the trusted comment is not the one/, spoiled((parts) => { parts.trustedComment += ' ' }))
})
test('M12 comment and global signature of another release', () => {
  const mixed = [...linesOf('prehashed.minisig').slice(0, 2), ...linesOf('older.minisig').slice(2)].join('\n')
  tampered(/the trusted comment is not the one/, Buffer.from(mixed))
})
test('M13 the signature of one release with the comment of another', () => {
  const mixed = [...linesOf('older.minisig').slice(0, 2), ...linesOf('prehashed.minisig').slice(2)].join('\n')
  tampered(/does not match what it should sign/, Buffer.from(mixed))
  tampered(/the trusted comment is not the one/, Buffer.from(mixed), [one], vector('older-SHA256SUMS'))
})
// M28 to M31 and M35 are decided by trust/minisign, from what stands here: who signed, which file, which version, when.
test('M28 the signed file name is reported, so that another artifact is noticed', () => assert.equal(verified(vector('older.minisig'), [one], vector('older-SHA256SUMS')).trustedComment.file, 'older-SHA256SUMS'))
test('M29 a signature without version and file says so', () => {
  const signer = aMinisignSigner(4)
  const { trustedComment } = verified(signer.sign(sums, { trustedComment: 'nothing in particular' }), [parsePublicKey(signer.keyLine)])
  assert.deepEqual([trustedComment.file, trustedComment.version, trustedComment.timestampSeconds], [null, null, null])
})
test('M30, M31 the time of signing is reported', () => assert.equal(verified(vector('version.minisig')).trustedComment.timestampSeconds, 1795000000))
test('M34 the signature of the list does not verify the archive', () => tampered(/does not match/, vector('prehashed.minisig'), [one], Buffer.from('the archive')))
test('M35 which key signed is reported, so that a retired one is noticed', () => assert.equal(verified(vector('other-key.minisig'), [one, two]).keyId, two.keyId))
test('M36 a signed empty list is genuine, and vouches for nothing', () => {
  assert.equal(verified(vector('empty.minisig'), [one], vector('empty-SHA256SUMS')).keyId, one.keyId)
  throwsFailure('DATA', /lists no file/, () => findChecksum(parseChecksums(vector('empty-SHA256SUMS'), 'SHA256SUMS'), 'x'))
})
