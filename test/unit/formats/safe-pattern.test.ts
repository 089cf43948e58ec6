import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageCharactersMax } from '../../../src/systemd/limits.ts'
import { safePattern } from '../../../src/formats/safe-pattern.ts'
import { throwsFailure } from '../../support/throws.ts'

test('ordinary patterns are accepted and not anchored', () => {
  for (const [pattern, line] of [['listening on', 'now listening on :80'], ['^ready$', 'ready'], ['listening on .*:\\d+', 'listening on [::1]:80'], ['(error|panic):', 'a panic: x'],
    ['a{3}b', 'aaab'], ['[a-z+*]{2,5} done', 'a+ done'], ['(?:up )?(?<what>now)', 'up now'], ['\\(ok\\)\\*', '(ok)*'], ['\\p{L}+', 'ä'], ['(ab)+', 'abab'], ['(a|b)?c', 'bc']] as const)
    assert.match(line, safePattern(pattern))
  assert.doesNotMatch('not ready', safePattern('^ready$'))
})
test('F34 patterns that can run for ever are refused', () => {
  for (const pattern of ['(a+)+$', '(a*)*', '(a|a)*$', '((ab?)c)*', '(x+x+)+y', '(?:a+){2,}', '(a|b){5}'])
    throwsFailure('DATA', /repeats/, () => safePattern(pattern))
  throwsFailure('DATA', /more than 2 times/, () => safePattern('.*a.*b.*c'))
  throwsFailure('DATA', /refers back/, () => safePattern('(a)\\1'))
  throwsFailure('DATA', /refers back/, () => safePattern('(?<n>a)\\k<n>'))
  throwsFailure('DATA', /looks around/, () => safePattern('a(?=b)'))
})
test('broken and endless patterns are refused', () => {
  throwsFailure('DATA', /not a regular expression/, () => safePattern('(a'))
  throwsFailure('DATA', /not a regular expression/, () => safePattern('[a'))
  throwsFailure('DATA', /is empty/, () => safePattern(''))
  throwsFailure('DATA', /longer than/, () => safePattern('a'.repeat(501)))
})
test('F34 the worst accepted pattern ends in time on the longest line that a probe is given', () => {
  // Processor time: a busy machine says nothing about a pattern.
  const before = process.cpuUsage()
  safePattern('.*.*x').test('a'.repeat(messageCharactersMax))
  assert.ok(process.cpuUsage(before).user < 5_000_000)
})
