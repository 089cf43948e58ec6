import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isFailure } from '../../../../src/errors.ts'
import { parsePublicKey } from '../../../../src/formats/minisign/minisign-key.ts'
import { throwsFailure } from '../../../support/throws.ts'

const vector = (name: string): string => readFileSync(new URL(`../../../vectors/minisign/${name}`, import.meta.url), 'utf8')
const [comment = '', bare = ''] = vector('one.pub').split('\n')
const secretKey = vector('one.key')
const refused = (text: string, why: RegExp): void => throwsFailure('CONFIG', why, () => parsePublicKey(text))
const changed = (change: (bytes: Buffer) => void): string => {
  const bytes = Buffer.from(bare, 'base64')
  change(bytes)
  return bytes.toString('base64')
}

test('a key file, its last line alone, CRLF and no final line feed', () => {
  for (const text of [vector('one.pub'), bare, `${bare}\n`, `${comment}\r\n${bare}\r\n`, `${comment}\n\n${bare}`]) assert.match(comment, new RegExp(`${parsePublicKey(text).keyId}$`))
})
test('V6 a placeholder, a short key and bad base64 are refused', () => {
  refused('RWQ_PLACEHOLDER_REPLACE_BEFORE_RELEASE', /it is not base64/)
  refused(Buffer.from(bare, 'base64').subarray(0, 41).toString('base64'), /it has 41 bytes where a public key has 42/)
  refused(`${bare.slice(0, -1)}=`, /it is not base64/)
  refused(`${bare}AAAA`, /it has 45 bytes/)
  refused(` ${bare}`, /it is not base64/)
})
test('M08 a key of small order, or none at all, is refused', () => {
  refused(changed((bytes) => bytes.fill(0, 10)), /weak key/)
  refused(changed((bytes) => bytes.fill(0, 10).writeUInt8(1, 10)), /weak key/)
})
test('M26 two keys, no key, a byte order mark and an endless file are refused', () => {
  refused(`${bare}\n${bare}`, /more than one line/)
  refused('', /no key in it/)
  refused(`${comment}\n`, /no key in it/)
  refused(`\ufeff${bare}`, /byte order mark/)
  refused('\n'.repeat(5000), /longer than 4096 bytes/)
})
test('M26, E48 a secret key is refused by name, and no message repeats it', () => {
  const body = secretKey.split('\n')[1] ?? ''
  const encrypted = Buffer.from(body, 'base64')
  encrypted.write('Sc', 2)
  for (const text of [secretKey, body, `untrusted comment: x\n${body}`, encrypted.toString('base64'), body.slice(0, 56), 'untrusted comment: minisign encrypted secret key\nRWcut', secretKey.replace('secret key', 'SECRET KEY')])
    try {
      parsePublicKey(text)
      assert.fail(text)
    } catch (thrown) {
      assert.ok(isFailure(thrown) && thrown.code === 'CONFIG')
      assert.match(thrown.message, /is a secret key/)
      assert.doesNotMatch(`${thrown.message}${thrown.next}`, /RW[QR]/)
    }
})
test('M27 a key of another algorithm is refused', () => {
  for (const algorithm of ['ED', 'ed', 'Xx']) refused(changed((bytes) => bytes.write(algorithm)), /algorithm is not Ed25519/)
})
test('E48 a placeholder is told from a key that is damaged', () => {
  for (const text of ['RWQ…', 'RWQ...']) refused(text, /it is a placeholder/)
})
