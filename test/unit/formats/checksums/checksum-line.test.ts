import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readChecksumLine } from '../../../../src/formats/checksums/checksum-line.ts'

const hex = 'Ab'.repeat(32)
const entry = (name: string | null): object => ({ kind: 'entry', entry: { sha256: hex.toLowerCase(), name } })

test('each accepted form gives the lower-case digest and the name', () => {
  for (const text of [`${hex}  ./f`, `${hex} *f`, `${hex} f`, `SHA256 (f) = ${hex}`, `SHA256 (././f) = ${hex}`, `sha256(f)= ${hex}`]) assert.deepEqual(readChecksumLine(text), entry('f'), text)
  assert.deepEqual(readChecksumLine(hex), entry(null))
})
test('blank lines and comments are nothing', () => {
  for (const text of ['', '  ', '#', ' # x']) assert.deepEqual(readChecksumLine(text), { kind: 'nothing' })
})
test('the rest is wrong, and says why', () => {
  for (const text of ['x', `${hex} `, `${hex}  f\u0007`, `\\${hex}  f`, `${hex}  *`.slice(0, 10), 'SHA1 (f) = aa', `${hex}\tf`]) {
    const read = readChecksumLine(text)
    assert.ok(read.kind === 'wrong' && read.why.length > 10, JSON.stringify([text, read]))
  }
})
