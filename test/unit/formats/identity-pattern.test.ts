import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escaped, identityPattern } from '../../../src/formats/identity-pattern.ts'
import { throwsFailure } from '../../support/throws.ts'

const github = String.raw`^https://github\.com/acme/jaco/\.github/workflows/release\.yml@refs/tags/v[0-9]+\.[0-9]+\.[0-9]+.*$`

test('C02 a pattern that is not anchored at both ends is refused, with the reason', () => {
  for (const text of ['github', '^github', 'github$', String.raw`https://github\.com/.*`]) throwsFailure('DATA', /must begin with \^ and end with \$/, () => identityPattern(text))
})

test('C03 a dot for any character is refused where a dot is meant', () => {
  throwsFailure('DATA', /a dot that stands for any character/, () => identityPattern(String.raw`^https://github.com/acme$`))
  throwsFailure('DATA', /a dot that stands for any character/, () => identityPattern(String.raw`^a\\.b$`))
  for (const text of [String.raw`^a\.b$`, '^a.*$', '^a.+b$', '^[.]b$', String.raw`^[\].]b$`]) assert.ok(identityPattern(text), text)
})

test('C04 it matches the whole of an identity and nothing longer', () => {
  const pattern = identityPattern(github)
  const good = 'https://github.com/acme/jaco/.github/workflows/release.yml@refs/tags/v1.2.3'
  assert.ok(pattern.test(good))
  for (const text of [`https://x/?u=${good}`, `x${good}`, good.replace('github.com', 'githubXcom'), good.replace('refs/tags', 'refs/heads'), `${good}\nx`]) assert.ok(!pattern.test(text), text)
})

test('C02 alternatives are anchored together, not each at one end', () => {
  const pattern = identityPattern('^a|b$')
  assert.deepEqual(['a', 'b', 'a-evil', 'evil-b'].map((text) => pattern.test(text)), [true, true, false, false])
})

test('C02 an end that is only a character is no end', () => {
  throwsFailure('DATA', /is not a regular expression/, () => identityPattern(String.raw`^a\$`))
})

test('F34 what could take for ever is refused', () => {
  for (const text of ['^(a+)+$', '^.*.*.*.*.*$', String.raw`^(a)\1$`]) throwsFailure('DATA', /pattern/, () => identityPattern(text))
})

test('what is put into a pattern is taken literally', () => {
  const tag = 'v1.2.3-rc.1+a'
  assert.ok(identityPattern(`^${escaped(tag)}$`).test(tag))
  assert.ok(!identityPattern(`^${escaped(tag)}$`).test('v1x2.3-rc.1+a'))
  for (const character of '\\^$.*+?()[]{}|/') assert.ok(new RegExp(`^${escaped(character)}$`, 'u').test(character), character)
})
