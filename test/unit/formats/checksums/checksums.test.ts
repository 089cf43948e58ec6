import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFailure } from '../../../../src/errors.ts'
import { findChecksum, parseChecksums } from '../../../../src/formats/checksums/checksums.ts'
import { containsVersion, parseVersion } from '../../../../src/release/version.ts'
import { throwsFailure } from '../../../support/throws.ts'

const a = 'a'.repeat(64)
const b = '0123456789abcdef'.repeat(4)
const parse = (text: string | Uint8Array): ReturnType<typeof parseChecksums> => parseChecksums(Buffer.from(text), 'SHA256SUMS')
const digestOf = (text: string, name = 'x.tar.gz'): string => findChecksum(parse(text), name).sha256
const malformed = (text: string | Uint8Array, why: RegExp): void => throwsFailure('DATA', why, () => parse(text))

test('V10, H01 GNU text mode, among unrelated artifacts', () => {
  const list = parse(`${a}  other.deb\n${b}  x.tar.gz\n`)
  assert.deepEqual(findChecksum(list, 'x.tar.gz'), { sha256: b, name: 'x.tar.gz', line: 2 })
})
test('H02 GNU binary mode', () => assert.equal(digestOf(`${b} *x.tar.gz\n`), b))
test('H03 upper-case hexadecimal digits are lowered', () => assert.equal(digestOf(`${b.toUpperCase()}  x.tar.gz`), b))
test('H04, V11 a name that is not listed is refused, and the message helps', () => {
  try {
    findChecksum(parse(`${a}  one\n${a}  two\n${a}  three\n${a}  four\n`), 'x.tar.gz')
    assert.fail('it was found')
  } catch (thrown) {
    assert.ok(isFailure(thrown) && thrown.code === 'REFUSED')
    assert.equal(thrown.message, "'SHA256SUMS' does not list 'x.tar.gz'")
    assert.equal(thrown.next, "It lists 'one', 'two', 'three' and 1 more.")
  }
})
test('H05 the same digest twice is fine', () => assert.equal(digestOf(`${b}  x.tar.gz\n${b} *x.tar.gz\n`), b))
test('H06, V13 two digests for one name are refused, whichever file is asked for', () => {
  malformed(`${a}  y\n${a}  x.tar.gz\n${b}  x.tar.gz\n`, /line 3: 'x\.tar\.gz' has another digest than on line 2/)
  malformed(`${a}  x.tar.gz\n${b}  ./x.tar.gz\n`, /line 2: 'x\.tar\.gz' has another digest than on line 1/)
})
test('H07 ./ and one directory are understood, ../ is refused', () => {
  assert.equal(digestOf(`${b}  ./x.tar.gz`), b)
  assert.equal(digestOf(`${b}  dist/x.tar.gz`), b)
  assert.equal(digestOf(`${b}  /home/ci/dist/x.tar.gz`), b)
  malformed(`${b}  ../x.tar.gz`, /line 1: '\.\.\/x\.tar\.gz' is not the path of a release file/)
  malformed(`${b}  a/../x.tar.gz`, /line 1/)
  malformed(`${b}  ./`, /line 1/)
})
test('H07 a path stands for its base name only when it is unambiguous; the exact name wins', () => {
  assert.equal(digestOf(`${a}  old/x.tar.gz\n${b}  x.tar.gz`), b)
  assert.equal(digestOf(`${b}  one/x.tar.gz\n${b}  two/x.tar.gz`), b)
  throwsFailure('REFUSED', /several directories with different digests, on lines 1, 2/, () => digestOf(`${a}  one/x.tar.gz\n${b}  two/x.tar.gz`))
})
test('H08 the GNU escape for odd names is refused', () => malformed(`\\${b}  x\\\\n.tar.gz`, /line 1: escaped file names/))
test('H09 63 and 65 digits are refused', () => {
  malformed(`${b.slice(1)}  x.tar.gz`, /line 1: a digest of 63 hexadecimal digits; SHA-256 has 64/)
  malformed(`${b}0  x.tar.gz`, /a digest of 65 hexadecimal digits;/)
})
test('H10 what is not hexadecimal is refused', () => malformed(`${b.slice(1)}g  x.tar.gz`, /line 1: '[0-9a-f]{63}g' is not a hexadecimal digest/))
test('H11 SHA-1 and MD5 are refused by name', () => {
  malformed(`${a.slice(0, 40)}  x.tar.gz`, /looks like SHA-1/)
  malformed(`${a.slice(0, 32)}  x.tar.gz`, /looks like MD5/)
})
test('H12 SHA-512 is refused by name', () => malformed(`\n${a}${a}  x.tar.gz`, /line 2: .* looks like SHA-512/))
test('H13 the BSD and OpenSSL forms', () => {
  assert.equal(digestOf(`SHA256 (x.tar.gz) = ${b}\n`), b)
  assert.equal(digestOf(`SHA2-256(x.tar.gz)= ${b}\n`), b)
  assert.equal(digestOf(`SHA256 (a) (b) = ${b}`, 'a) (b'), b)
  malformed(`SHA512 (x.tar.gz) = ${b}`, /line 1: 'SHA512' is not accepted/)
  malformed(`SHA256 (x.tar.gz) = ${b.slice(1)}`, /63 hexadecimal digits/)
  malformed('SHA256 (x.tar.gz) = ', /line 1/)
})
test('H14 comments, also indented, and blank lines are nothing', () => assert.equal(digestOf(`# made by CI\n\n   # again\n  \n${b}  x.tar.gz`), b))
test('H15 CRLF', () => {
  assert.equal(digestOf(`# c\r\n${b}  x.tar.gz\r\n`), b)
  malformed(`${b}  x.tar.gz\r${a}  y\n`, /line 1: .*\\x0d.* cannot be seen/)
})
test('H16 a byte order mark is refused', () => malformed(`\ufeff${b}  x.tar.gz`, /byte order mark/))
test('H17 a NUL byte is refused', () => malformed(`${b}  x.tar.gz\0.sig`, /NUL byte/))
test('H18 a look-alike name is another name', () => throwsFailure('REFUSED', /does not list 'x\.tar\.gz'/, () => digestOf(`${b}  х.tar.gz`)))
test('H19 tabs are refused', () => malformed(`${b}\tx.tar.gz`, /line 1: a tab/))
test('H20 a name that begins or ends with ours is another name', () => {
  for (const name of ['x.tar.gz.sig', 'ax.tar.gz', 'x.tar.gz ', 'X.tar.gz', 'x.tar.gz/y']) throwsFailure('REFUSED', /does not list/, () => digestOf(`${b}  ${name}`))
})
test('H21 too many bytes or lines are refused at once', () => {
  malformed('\n'.repeat(10_001), /more than 10000 lines/)
  malformed(Buffer.alloc(1024 * 1024 + 1, 0x23), /larger than 1048576 bytes/)
})
test('H22, M36 an empty list vouches for nothing', () => {
  malformed('', /lists no file/)
  malformed('# only a comment\n\n', /lists no file/)
})
// H23 needs a manifest, which states a size; a checksum list states none. It belongs to the `manifest` source.
test('H25 an entry whose name says no version binds none, so that trust/minisign can refuse an older signed list', () => {
  const version = parseVersion('1.2.3')
  const named = (name: string): string => findChecksum(parse(`${b}  ${name}`), name).name ?? ''
  assert.equal(containsVersion(named('jaco-linux-amd64.tar.gz'), version), false)
  assert.equal(containsVersion(named('jaco-v1.2.2-linux-amd64.tar.gz'), version), false)
  assert.equal(containsVersion(named('jaco-v1.2.3-linux-amd64.tar.gz'), version), true)
})
test('H24 a name with a query or an encoded slash is looked up as it is, and not found', () => {
  throwsFailure('REFUSED', /does not list/, () => digestOf(`${b}  x.tar.gz`, 'x.tar.gz?token=1'))
  throwsFailure('REFUSED', /does not list/, () => digestOf(`${b}  dist/x.tar.gz`, 'dist%2fx.tar.gz'))
})
test('H26 a web page is refused', () => malformed('\n <!DOCTYPE html><html>', /is a web page/))
test('V10 a sidecar may hold one name, or nothing but the digest', () => {
  assert.equal(digestOf(`${b}  x.tar.gz`), b)
  assert.deepEqual(findChecksum(parse(`${b}\n`), 'x.tar.gz'), { sha256: b, name: null, line: 1 })
  malformed(`${b}\n${a}  y\n`, /line 1: a digest without a name among others/)
  malformed(`${b}\n${a}\n`, /line 2: 'the file' has another digest/)
})
test('names may have spaces; a line that is nothing known is refused', () => {
  assert.equal(digestOf(`${b}  x y.tar.gz`, 'x y.tar.gz'), b)
  assert.equal(digestOf(`${b} x.tar.gz`), b)
  malformed(`-----BEGIN PGP SIGNED MESSAGE-----\n${b}  x.tar.gz`, /line 1: .* neither a digest/)
  malformed(` ${b}  x.tar.gz`, /line 1/)
  malformed(`${b}   x.tar.gz`, /line 1/)
  malformed(`${b}  x\u202e.tar.gz`, /cannot be seen/)
  malformed(Buffer.from('ff', 'hex'), /not UTF-8/)
})
test('whatever the bytes, the answer is a list of digests or a DATA failure', () => {
  const part = fc.constantFrom(a, b, '  ', ' *', ' ', '\n', '\r\n', 'x.tar.gz', '#', 'SHA256 (', ') = ', '/', '..', '\\', '\t', '\0', 'g')
  fc.assert(fc.property(fc.array(part, { maxLength: 24 }), (parts) => {
    try {
      for (const entry of parse(parts.join('')).entries) assert.match(entry.sha256, /^[0-9a-f]{64}$/)
    } catch (thrown) {
      assert.ok(isFailure(thrown) && thrown.code === 'DATA', String(thrown))
    }
  }), { seed: 26, numRuns: 5000 })
})
