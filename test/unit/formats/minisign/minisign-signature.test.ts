import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFailure } from '../../../../src/errors.ts'
import { parseSignature } from '../../../../src/formats/minisign/minisign-signature.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { throwsFailure } from '../../../support/throws.ts'

const good = aMinisignSigner().sign(Buffer.from('x')).toString()
const lines = good.trimEnd().split('\n')
const refused = (text: string | Buffer, why: RegExp): void => throwsFailure('DATA', why, () => parseSignature(Buffer.from(text)))
const withLine = (number: number, change: (line: string) => string): string => `${lines.map((line, index) => (index === number - 1 ? change(line) : line)).join('\n')}\n`
const withBlob = (change: (blob: Buffer) => Buffer): string => withLine(2, (line) => change(Buffer.from(line, 'base64')).toString('base64'))

test('the four lines are read; the untrusted comment is not kept', () => {
  const read = parseSignature(Buffer.from(good))
  assert.deepEqual(Object.keys(read).toSorted(), ['algorithm', 'globalSignature', 'keyId', 'signature', 'trustedComment'])
  assert.deepEqual([read.algorithm, read.signature.length, read.globalSignature.length], ['ED', 64, 64])
})
test('M09, V8 a missing global signature is refused', () => refused(`${lines.slice(0, 3).join('\n')}\n`, /it has 3 lines/))
test('M14 a carriage return inside a comment is refused', () => {
  refused(withLine(3, (line) => `${line}\rINJECTED`), /line 3 has a character that cannot be seen/)
  refused(withLine(3, (line) => `${line}\r`), /line 3 has a character/)
  refused(withLine(1, (line) => `${line}\r`), /line 1 has a character/)
})
test('M15 escape sequences, bidirectional marks and NUL in the trusted comment are refused', () => {
  for (const sign of ['\u001b[31m', '\u202e', '\0', '\u200b', '\u009b']) refused(withLine(3, (line) => line + sign), /line 3 has a character/)
})
test('M16 an escape sequence in the untrusted comment is refused too', () => refused(withLine(1, (line) => `${line}\u001b[2J`), /line 1 has a character/))
test('M17 a missing untrusted prefix is refused', () => refused(withLine(1, () => 'signature'), /line 1 does not begin with/))
test('M18 a missing trusted prefix is refused', () => refused(withLine(3, (line) => line.slice(1)), /line 3 does not begin with/))
test('M19 a fifth line is refused', () => {
  refused(`${good}more\n`, /it has 5 lines/)
  refused(`${good}\n\n`, /it has 6 lines/)
})
test('M20, V7 CRLF throughout is fine', () => assert.deepEqual(parseSignature(Buffer.from(good.replaceAll('\n', '\r\n'))), parseSignature(Buffer.from(good))))
test('M21 no final line feed is fine', () => {
  assert.deepEqual(parseSignature(Buffer.from(good.trimEnd())), parseSignature(Buffer.from(good)))
  assert.deepEqual(parseSignature(Buffer.from(lines.join('\r\n'))), parseSignature(Buffer.from(good)))
})
test('M22 a byte order mark is refused', () => refused(`\ufeff${good}`, /line 1 does not begin with/))
test('M23 base64 in another spelling is refused', () => {
  for (const spoil of [(s: string) => `${s} `, (s: string) => s.replace('=', ''), (s: string) => `${s.slice(0, 10)} ${s.slice(10)}`, (s: string) => s.replaceAll('+', '-').replaceAll('/', '_').replace(/^./, '_'), (s: string) => `${s}=`])
    for (const line of [2, 4]) refused(withLine(line, spoil), new RegExp(`line ${line} (is not base64|holds)`))
})
test('M24 73 and 75 bytes are refused', () => {
  refused(withBlob((blob) => blob.subarray(0, 73)), /line 2 holds 73 bytes where there must be 74/)
  refused(withBlob((blob) => Buffer.concat([blob, Buffer.alloc(1)])), /line 2 holds 75 bytes/)
})
test('M25 an unknown algorithm is refused', () => refused(withBlob((blob) => Buffer.concat([Buffer.from('Xx'), blob.subarray(2)])), /unknown algorithm/))
test('M32 comment lines end at 1,024 and 8,192 bytes', () => {
  assert.ok(parseSignature(Buffer.from(withLine(1, (line) => line.padEnd(1024, 'x')))))
  refused(withLine(1, (line) => line.padEnd(1025, 'x')), /line 1 is longer than 1024 bytes/)
  assert.ok(parseSignature(Buffer.from(withLine(3, (line) => line.padEnd(8192, 'x')))))
  refused(withLine(3, (line) => line.padEnd(8193, 'x')), /line 3 is longer than 8192 bytes/)
})
test('M33 64 MiB are refused at once', () => refused(Buffer.alloc(64 * 1024 * 1024, 0x61), /larger than 16384 bytes/))
test('what is not text is refused', () => refused(Buffer.from('ff', 'hex'), /not UTF-8/))
test('whatever the bytes, the answer is a signature or a DATA failure', () => {
  const part = fc.constantFrom(...lines, '\n', '\r\n', '\r', 'untrusted comment: ', 'trusted comment: ', 'RU', '=', '\0')
  fc.assert(fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
    try {
      parseSignature(Buffer.from(parts.join('')))
    } catch (thrown) {
      assert.ok(isFailure(thrown) && thrown.code === 'DATA', String(thrown))
    }
  }), { seed: 36, numRuns: 3000 })
})
