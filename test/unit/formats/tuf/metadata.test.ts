import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRoot, readTargets, readTimestamp, refuseOtherBytes, refuseUnsigned } from '../../../../src/formats/tuf/metadata.ts'
import { aTufSigner, momentIn, sha256, signedBy } from '../../../support/a-tuf-repository.ts'
import { throwsFailure } from '../../../support/throws.ts'

const signer = aTufSigner()
const plain = { _type: 'timestamp', spec_version: '1.0.31', version: 3, expires: momentIn(1), meta: { 'snapshot.json': { version: 1 } } }
const read = (changes: object): ReturnType<typeof readTimestamp> => readTimestamp(signedBy({ ...plain, ...changes }, [signer]))

test('a version, an end, and who signed', () => {
  const timestamp = read({})
  assert.deepEqual([timestamp.version, timestamp.expiresAtMs, [...timestamp.signatures.keys()]], [3, Date.parse(momentIn(1)), [signer.id]])
  refuseUnsigned(timestamp, { [signer.id]: signer.json as never }, { keyids: [signer.id], threshold: 1 })
  for (const keyids of [[], ['constructor'], [aTufSigner().id]]) throwsFailure('TAMPERED', /signed by 0 of the keys/, () => refuseUnsigned(timestamp, { [signer.id]: signer.json as never }, { keyids, threshold: 1 }))
})

const wrong: readonly (readonly [changes: object, message: RegExp])[] = [
  [{ _type: 'snapshot' }, /_type/], [{ version: 0 }, /version: must be at least 1/], [{ version: -1 }, /version/], [{ version: '3' }, /version: must be a whole number/],
  [{ expires: 'tomorrow' }, /expires: must be a moment/], [{ expires: '2026-13-01T00:00:00Z' }, /no moment of any calendar/], [{ expires: undefined }, /expires/],
  [{ spec_version: '2.0.0' }, /spec_version/], [{ spec_version: '1' }, /spec_version/], [{ meta: {} }, /snapshot\.json/], [{ meta: { 'snapshot.json': { version: 0 } } }, /version/],
  [{ meta: { 'snapshot.json': { version: 1, length: -1 } } }, /length/], [{ meta: { 'snapshot.json': { version: 1, hashes: { sha256: 'no' } } } }, /hashes\.sha256: must be hex/],
]
for (const [changes, message] of wrong) test(`${JSON.stringify(changes)} is DATA`, () => throwsFailure('DATA', message, () => read(changes)))

test('two signatures of one key, no signatures, and what is no object are DATA', () => {
  const text = JSON.parse(signedBy(plain, [signer]).toString()) as { signatures: object[]; signed: object }
  throwsFailure('DATA', /two signatures of one key/, () => readTimestamp(Buffer.from(JSON.stringify({ ...text, signatures: [...text.signatures, ...text.signatures] }))))
  throwsFailure('DATA', /no list of signatures/, () => readTimestamp(Buffer.from(JSON.stringify({ signed: plain }))))
  for (const json of ['[]', '3', '{}', '{"signed":[]}', 'null']) throwsFailure('DATA', /is no signed metadata/, () => readTimestamp(Buffer.from(json)))
  throwsFailure('DATA', /there twice/, () => readTimestamp(Buffer.from('{"signed":{},"signed":{}}')))
})

test('a root without one of its roles is DATA', () => {
  throwsFailure('DATA', /roles/, () => readRoot(signedBy({ _type: 'root', spec_version: '1.0.0', version: 1, expires: momentIn(1), consistent_snapshot: true, keys: {}, roles: {} }, [signer]), '1.root.json'))
})

test('a delegation that names both kinds of paths, neither, a role of the root, or one name twice is DATA', () => {
  const role = { name: 'a', keyids: [], threshold: 1, terminating: false, paths: ['*'] }
  const targets = (...roles: object[]): unknown => readTargets(signedBy({ _type: 'targets', spec_version: '1.0.0', version: 1, expires: momentIn(1), targets: {}, delegations: { keys: {}, roles } }, [signer]), 'targets.json')
  assert.ok(targets(role))
  throwsFailure('DATA', /either/, () => targets({ ...role, path_hash_prefixes: ['a'] }))
  throwsFailure('DATA', /either/, () => targets({ ...role, paths: undefined }))
  throwsFailure('DATA', /role of the root/, () => targets({ ...role, name: 'timestamp' }))
  throwsFailure('DATA', /two roles of one name/, () => targets(role, role))
  throwsFailure('DATA', /at least 1/, () => targets({ ...role, threshold: 0 }))
})

test('hashes and lengths: each that is known must hold, and one must be known', () => {
  const bytes = Buffer.from('x')
  refuseOtherBytes(bytes, {}, 'x')
  refuseOtherBytes(bytes, { length: 1, hashes: { sha256: sha256(bytes).toUpperCase(), 'blake2b-256': 'ab' } }, 'x')
  throwsFailure('TAMPERED', /has 1 bytes, and the signed number is 2/, () => refuseOtherBytes(bytes, { length: 2 }, 'x'))
  throwsFailure('TAMPERED', /its sha512 is another/, () => refuseOtherBytes(bytes, { hashes: { sha256: sha256(bytes), sha512: 'ab' } }, 'x'))
  throwsFailure('DATA', /no hash that is known/, () => refuseOtherBytes(bytes, { hashes: { md5: '9dd4e461268c8034f5c8564e155c67a6' } }, 'x'))
})
