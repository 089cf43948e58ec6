import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checksumList } from '../../../src/publish/checksum-list.ts'
import { throwsFailure } from '../../support/throws.ts'

const [a, b] = ['aa'.repeat(32), 'bb'.repeat(32)]
const named = (...names: readonly string[]) => names.map((name) => ({ name, sha256: a }))

test('V10 the list is GNU text, sorted by bytes whatever the order of the files', () => {
  const files = [{ name: 'b.tar.gz', sha256: b }, { name: 'Z.deb', sha256: a }, { name: 'a_1.tar.gz', sha256: a }]
  const list = checksumList(files).toString()
  assert.equal(list, `${a}  Z.deb\n${a}  a_1.tar.gz\n${b}  b.tar.gz\n`)
  assert.equal(checksumList(files.toReversed()).toString(), list)
})

test('V13 two files of one name are refused, whether or not they are the same', () => {
  throwsFailure('USAGE', /two artifacts are called 'x\.gz'/, () => checksumList(named('x.gz', 'y', 'x.gz')))
})

test('C names that some tool would read otherwise are refused', () => {
  for (const name of ['a b', '-n', '*a', '\\a', 'a\\b', '.hidden', 'ü', '#a', 'a:b', 'a\tb']) throwsFailure(/[\\]/.test(name) || name === 'a\tb' ? 'DATA' : 'USAGE', /cannot be/, () => checksumList(named(name)))
  for (const name of ['SHA256SUMS', 'SHA256SUMS.minisig']) throwsFailure('USAGE', /what the list and its signature are called/, () => checksumList(named(name)))
  assert.ok(checksumList(named('acme_1.2.3~rc1+b@x=y,z-linux.tar.gz')).length > 0)
})
