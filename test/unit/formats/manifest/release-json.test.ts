import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseReleaseJson } from '../../../../src/formats/manifest/release-json.ts'
import { throwsFailure } from '../../../support/throws.ts'

const hash = '12a61f4e'.repeat(8)
const parse = (text: string): unknown => parseReleaseJson(Buffer.from(text), 'release.json')
const refused = (more: Readonly<Record<string, unknown>>, why: RegExp): void => throwsFailure('DATA', why, () => parse(JSON.stringify({ binary: 'choria.bz2', hash, ...more })))

test('what update-repo and the README write; other keys mean nothing', () => {
  assert.deepEqual(parse(`{"binary":"choria-linux-amd64-0.7.0.bz2","hash":"${hash}"}`), { binary: 'choria-linux-amd64-0.7.0.bz2', sha256: hash })
  assert.deepEqual(parse(JSON.stringify({ binary: 'choria.bz2', hash, uri: { Path: '/evil' }, signature: 'x', more: [1] }, null, 4)), { binary: 'choria.bz2', sha256: hash })
  assert.deepEqual(parse(`{"binary":"a","hash":"${hash.toUpperCase()}"}`), { binary: 'a', sha256: hash })
})

test('J30 binary is the name of one file, never a path or an address', () => {
  for (const binary of ['../../x', 'a/b', '/etc/passwd', '..', '.', '', 'a\\b', 'https://evil.example/x', 'a\nb', 'a\u202eb']) refused({ binary }, /'binary' must be the name of one file/)
  for (const binary of [null, 1, ['a'], undefined]) refused({ binary }, /'binary' must be text/)
})

test('J29 hash is a SHA-256 and nothing else', () => {
  for (const value of ['', 'x'.repeat(64), hash.slice(1), `${hash}0`, 'a'.repeat(40), 'a'.repeat(128), 1, null, undefined, { sha256: hash }]) refused({ hash: value }, /'hash' must be a SHA-256/)
})

test('J11 J12 J16 it is read strictly', () => {
  throwsFailure('DATA', /twice/, () => parse(`{"binary":"a","binary":"b","hash":"${hash}"}`))
  throwsFailure('DATA', /not accepted/, () => parse(`{"__proto__":{"binary":"a"},"hash":"${hash}"}`))
  throwsFailure('DATA', /behind its end/, () => parse(`{"binary":"a","hash":"${hash}"}{}`))
  throwsFailure('DATA', /is not an object/, () => parse('[]'))
  throwsFailure('DATA', /'binary' must be text/, () => parse('{"constructor":1}'))
})

test('J14 larger than its cap', () => throwsFailure('DATA', /larger than 65536/, () => parse(' '.repeat(70_000))))
