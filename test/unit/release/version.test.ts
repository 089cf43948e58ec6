import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareLabels, compareVersions, containsVersion, isPrerelease, majorOf, parseVersion, readTag, readVersion, versionsIn } from '../../../src/release/version.ts'
import { throwsFailure } from '../../support/throws.ts'

test('P10 a leading v is normalised away and kept as the tag', () => {
  assert.deepEqual(readTag('v0.2.0'), { version: '0.2.0', tag: 'v0.2.0' })
  assert.deepEqual(readTag('0.2.0'), { version: '0.2.0', tag: '0.2.0' })
  assert.equal(readTag('latest'), null)
})
test('J07 what is not SemVer is no version', () => {
  for (const text of ['', 'v', '1', '1.2', '1.2.3.4', '=1.2.3', ' 1.2.3', '1.2.3\n', 'vv1.2.3', 'V1.2.3', '1.2.3-', '1.2.x', '^1.2.3', '1.2.3/../x', '１.2.3'])
    assert.equal(readVersion(text), null, JSON.stringify(text))
  throwsFailure('DATA', /'1\.2\\x1b' is not a version/, () => parseVersion('1.2\u001b'))
})
test('J08 leading zeros are refused, builds are kept and tie', () => {
  assert.equal(readVersion('01.2.3'), null)
  assert.equal(readVersion('1.2.3-01'), null)
  assert.equal(readVersion('v1.2.3+a.1'), '1.2.3+a.1')
  assert.equal(compareVersions(parseVersion('1.2.3+a'), parseVersion('1.2.3+b')), 0)
})
test('J09, P9 a pre-release is older than its release, and numbers count as numbers', () => {
  const order = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.10.0', '2.0.0'].map(parseVersion)
  for (let newer = 1; newer < order.length; newer++)
    assert.ok(compareVersions(order[newer - 1] ?? parseVersion('9.9.9'), order[newer] ?? parseVersion('0.0.0')) < 0, `before ${order[newer]}`)
  assert.equal(isPrerelease(parseVersion('1.0.0-rc.1')), true)
  assert.equal(isPrerelease(parseVersion('1.0.0+rc.1')), false)
})
test('J10 numbers beyond 2^53 and endless texts are refused', () => {
  assert.equal(readVersion('9007199254740993.0.0'), null)
  assert.equal(readVersion(`1.0.0-${'a'.repeat(200)}`), null)
})

const found = (text: string, version: string): boolean => containsVersion(text, parseVersion(version))
test('a version is found in what programs and publishers write', () => {
  for (const text of ['1.2.3', 'v1.2.3', 'jacod version v1.2.3\n', 'node_exporter, version 1.2.3 (branch: HEAD, revision: 4a1b)', 'etcd Version: 1.2.3.', 'V1.2.3,',
    'jaco-v1.2.3-linux-amd64.tar.gz', 'node_exporter-1.2.3.linux-amd64', 'foo_1.2.3_amd64.deb', 'foo-1.2.3-x86_64-unknown-linux-musl.tar.gz', 'SHA256SUMS-1.2.3', 'timestamp:1\tfile:SHA256SUMS\tversion:v1.2.3'])
    assert.ok(found(text, '1.2.3'), text)
  assert.ok(found('jaco-v1.2.3-rc.1-linux-arm64.tar.gz', '1.2.3-rc.1'))
  assert.ok(found('jaco 1.2.3+abc', '1.2.3+abc'))
})
test('another version is never mistaken for it', () => {
  for (const text of ['', '11.2.3', '1.2.30', '1.2.3.4', '0.1.2.3', '1.2.3-rc.1', '1.2.3-rc.1-linux-amd64.tar.gz', '1.2.3+build', '1.2.3_rc1', '1.2.3~rc1', '1.2.3rc1', '1.2.3-dirty',
    '1.2.3-hotfix-linux-amd64', 'go1.2.3', 'rev1.2.3', 'v1.2', '2.0.0-1.2.3', '2.0.0+1.2.3', '1.2.3-1', '1,2,3'])
    assert.ok(!found(text, '1.2.3'), text)
  assert.ok(!found('jaco 1.2.3', '1.2.3-rc.1'))
})
test('all versions of a text, in order: a top directory of another release is noticed', () => {
  assert.deepEqual(versionsIn('jaco-v1.2.3-linux-amd64 and 2.0.0'), ['1.2.3', '2.0.0'])
  assert.deepEqual(versionsIn('jaco-linux-amd64'), [])
})
test('every version is found in its own name, and no other', () => {
  const part = fc.nat({ max: 40 })
  fc.assert(fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (a, b) => {
    const [one, other] = [a.join('.'), b.join('.')]
    assert.ok(found(`jaco-v${one}-linux-amd64.tar.gz`, one))
    assert.equal(found(`jaco ${one}`, other), one === other)
  }), { seed: 7, numRuns: 500 })
})

test('J06 the first number of a version', () => {
  for (const [text, major] of [['1.2.3', 1], ['v2026.11.0-rc.1', 2026], ['999999.0.0', 999_999], ['adopted-00ff', null], ['', null]] as const) assert.equal(majorOf(text), major, text)
})

test('a label is neither older nor newer than anything', () => {
  assert.equal(compareLabels('adopted-00ff', '1.0.0'), null)
  assert.equal(compareLabels('1.0.0', ''), null)
  assert.ok((compareLabels('1.0.0', 'v1.1.0') ?? 0) < 0 && compareLabels('1.0.0+a', '1.0.0+b') === 0)
})

test('versions are read as before when more of them were met than are remembered', () => {
  const [older, newer] = [parseVersion('1.0.0-rc.1'), parseVersion('1.0.0')]
  for (let number = 0; number < 5000; number += 1) assert.equal(compareVersions(parseVersion(`1.${number}.0`), parseVersion(`1.${number}.1`)), -1)
  assert.equal(compareVersions(older, newer), -1)
})
