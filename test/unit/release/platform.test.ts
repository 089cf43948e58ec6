import assert from 'node:assert/strict'
import { test } from 'node:test'
import { architectureOf, architectures, checkTemplate, expandTemplate, matchTemplate } from '../../../src/release/platform.ts'
import { parseVersion } from '../../../src/release/version.ts'
import { throwsFailure } from '../../support/throws.ts'

const jaco = 'jaco-{tag}-linux-{arch}.tar.gz'
const filling = { version: parseVersion('0.2.0'), architecture: 'amd64' } as const

test('J20 the spellings of a processor are one thing', () => {
  for (const spelling of ['amd64', 'x86_64', 'x64', 'X64']) assert.equal(architectureOf(spelling), 'amd64')
  for (const spelling of ['arm64', 'aarch64']) assert.equal(architectureOf(spelling), 'arm64')
  for (const spelling of ['', 'armv7', 'x86', 'amd640', 'constructor']) assert.equal(architectureOf(spelling), null)
  assert.deepEqual(architectures, ['amd64', 'arm64'])
})
test('a template becomes its likeliest name first, then the other spellings', () => {
  assert.deepEqual(expandTemplate(jaco, filling), [
    'jaco-v0.2.0-linux-amd64.tar.gz', 'jaco-v0.2.0-linux-x86_64.tar.gz', 'jaco-v0.2.0-linux-x64.tar.gz',
    'jaco-0.2.0-linux-amd64.tar.gz', 'jaco-0.2.0-linux-x86_64.tar.gz', 'jaco-0.2.0-linux-x64.tar.gz',
  ])
  assert.deepEqual(expandTemplate('x_{version}_{os}.tgz', filling), ['x_0.2.0_linux.tgz'])
  assert.deepEqual(expandTemplate('fixed.tar.gz', filling), ['fixed.tar.gz'])
})
test('every expansion is matched back', () => {
  for (const name of expandTemplate(jaco, filling)) {
    const matched = matchTemplate(jaco, name)
    assert.deepEqual([matched?.version, matched?.architecture], ['0.2.0', 'amd64'])
  }
})
test('a name says its tag, version and processor', () => {
  assert.deepEqual(matchTemplate(jaco, 'jaco-v1.0.0-rc.1-linux-aarch64.tar.gz'), { tag: 'v1.0.0-rc.1', version: '1.0.0-rc.1', architecture: 'arm64' })
  assert.deepEqual(matchTemplate('x-{version}.{os}-{arch}.tgz', 'x-1.8.2.linux-amd64.tgz'), { tag: null, version: '1.8.2', architecture: 'amd64' })
  assert.deepEqual(matchTemplate('fixed.tgz', 'fixed.tgz'), { tag: null, version: null, architecture: null })
})
test('a name that does not fit is not matched', () => {
  for (const name of ['', 'jaco-v1-linux-amd64.tar.gz', 'jaco-v1.0.0-linux-sparc.tar.gz', 'jaco-v1.0.0-linux-amd64.tar.gz.sig', 'xjaco-v1.0.0-linux-amd64.tar.gz', 'jacoXv1.0.0-linux-amd64.tar.gz', `jaco-v1.0.0-linux-amd64.tar.gz${'x'.repeat(300)}`])
    assert.equal(matchTemplate(jaco, name), null, name)
  assert.equal(matchTemplate(jaco, 'jaco-v1.0.0-linux-amd64xtar.gz'), null, 'a dot in a template is a dot')
})
test('a placeholder used twice must say the same twice, and tag and version must agree', () => {
  assert.equal(matchTemplate('{version}-{arch}-{version}', '1.0.0-amd64-1.0.1'), null)
  assert.equal(matchTemplate('{version}-{arch}-{version}', '1.0.0-amd64-1.0.0')?.version, '1.0.0')
  assert.equal(matchTemplate('{tag}/{version}'.replace('/', '_'), 'v1.0.0_1.0.1'), null)
  assert.equal(matchTemplate('{tag}_{version}', 'v1.0.0_1.0.0')?.tag, 'v1.0.0')
})
test('a template with a mistake is a CONFIG failure', () => {
  for (const [template, why] of [['x-{verison}.tgz', /placeholders are/], ['x-{tag', /placeholders are/], ['{tag}/x', /no slash/], ['x'.repeat(300), /too long/]] as const)
    throwsFailure('CONFIG', why, () => checkTemplate(template))
})
