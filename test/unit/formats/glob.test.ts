import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchesGlob } from '../../../src/formats/glob.ts'

test('a star is any text, a question mark one character, and everything else itself', () => {
  for (const [glob, text, matches] of [
    ['nightly-*', 'nightly-2026-11-21', true], ['nightly-*', 'nightly-', true], ['nightly-*', 'xnightly-1', false], ['nightly-*', 'nightly', false],
    ['v?.*', 'v1.2.3', true], ['v?.*', 'v12.3', false], ['*', '', true], ['?', '', false], ['a.b', 'axb', false], ['a+b', 'a+b', true], ['a+b', 'aab', false],
    ['*-rc*', 'v1-rc.1', true], ['(a|b)', 'a', false], ['[ab]', 'a', false], ['*', 'two\nlines', true], ['x?', 'x😀', true],
  ] as const) assert.equal(matchesGlob(glob, text), matches, `${glob} ${text}`)
})
