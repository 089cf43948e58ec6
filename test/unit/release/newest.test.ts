import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newestFirst, newestNamed } from '../../../src/release/newest.ts'
import { parseVersion } from '../../../src/release/version.ts'

const naming = { template: 'app-{tag}-linux-{arch}.tar.gz', architecture: 'amd64' } as const
const newest = { version: null, channel: null }
const named = (...tags: readonly string[]): readonly string[] => tags.map((tag) => `app-${tag}-linux-x86_64.tar.gz`)

test('the newest is the newest by SemVer, for this processor, whatever else lies there', () => {
  const names = [...named('v1.9.0', '1.10.0', 'v9'), 'app-v2.0.0-linux-arm64.tar.gz', 'other-v3.0.0-linux-amd64.tar.gz', 'SHA256SUMS']
  assert.deepEqual(newestNamed(names, naming, newest), { version: '1.10.0', artifact: 'app-1.10.0-linux-x86_64.tar.gz' })
  assert.equal(newestNamed(['SHA256SUMS'], naming, newest), null)
})

test('P9 a pre-release by its channel or its version; a version is taken as it is', () => {
  const names = named('v1.0.0', 'v2.0.0-rc.1')
  assert.equal(newestNamed(names, naming, newest)?.version, '1.0.0')
  assert.equal(newestNamed(names, naming, { version: null, channel: 'rc' })?.version, '2.0.0-rc.1')
  assert.equal(newestNamed(names, naming, { version: parseVersion('2.0.0-rc.1'), channel: null })?.version, '2.0.0-rc.1')
  assert.equal(newestNamed(names, naming, { version: parseVersion('3.0.0'), channel: null }), null)
})

test('of equal ones the first stays the first', () => {
  const two = ['1.0.0', '1.0.0'].map((text, index) => ({ version: parseVersion(text), index }))
  assert.deepEqual(newestFirst(two, newest).map(({ index }) => index), [0, 1])
})
