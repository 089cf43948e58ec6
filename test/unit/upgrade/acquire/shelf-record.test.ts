import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { digest, formatRecord, parseRecord, type ShelfRecord } from '../../../../src/upgrade/acquire/shelf-record.ts'
import { throwsFailure } from '../../../support/throws.ts'

const record: ShelfRecord = {
  schema: 1, version: parseVersion('1.2.3'), artifact: parseArtifactName('jaco-v1.2.3.tar.gz'), sha256: 'a'.repeat(64), origin: 'https://x/y',
  sizeBytes: 10, unpackedBytes: 20, sidecars: [parseArtifactName('SHA256SUMS')], atMs: 1,
}

test('what is written is what is read', () => assert.deepEqual(parseRecord(formatRecord(record), 'x'), record))

const wrong: readonly (readonly [string, unknown])[] = [
  ['another schema', { ...record, schema: 2 }], ['no version', { ...record, version: 'latest' }], ['a path for a name', { ...record, artifact: '../x' }],
  ['a path for a sidecar', { ...record, sidecars: ['a/b'] }], ['a short digest', { ...record, sha256: 'abc' }], ['a path for a digest', { ...record, sha256: `../${'a'.repeat(61)}` }],
  ['a negative size', { ...record, sizeBytes: -1 }], ['a size of text', { ...record, unpackedBytes: '20' }], ['too many sidecars', { ...record, sidecars: Array.from({ length: 65 }, () => 'x') }],
  ['nothing', null], ['a list', []],
]
for (const [name, value] of wrong) test(`${name} is DATA, and the remedy is said`, () => throwsFailure('DATA', /'\/shelf\/x' is not a record of the shelf/, () => parseRecord(Buffer.from(JSON.stringify(value)), '/shelf/x')))

test('text that is no JSON is DATA', () => throwsFailure('DATA', /not a record/, () => parseRecord(Buffer.from('{"schema":1'), 'x')))

test('only a digest becomes a path', () => {
  assert.equal(digest('0'.repeat(64)), '0'.repeat(64))
  for (const value of ['', 'A'.repeat(64), `${'a'.repeat(63)}/`, 'a'.repeat(65)]) assert.throws(() => digest(value), /not a digest/)
})
