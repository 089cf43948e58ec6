import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitsPattern } from '../../../../src/formats/tuf/path-pattern.ts'

const table: readonly (readonly [pattern: string, path: string, fits: boolean])[] = [
  ['*.tar.gz', 'app.tar.gz', true], ['*.tar.gz', 'linux/app.tar.gz', false], ['linux/*', 'linux/app', true], ['linux/*', 'linux/a/b', false],
  ['a?c', 'abc', true], ['a?c', 'a/c', false], ['a?c', 'ac', false], ['*', '', true], ['', '', true], ['', 'a', false], ['a*b*c', 'aXbYc', true], ['a*b*c', 'aXbY', false],
  // Nothing else is a sign: what shells know beyond these two would entrust a role with more than was written.
  ['{a,b}', 'a', false], ['[ab]', 'a', false], ['!a', 'b', false], ['**', 'a/b', false], ['.*', '.a', true], ['*', '.a', true],
]

for (const [pattern, path, fits] of table) test(`${pattern} ${fits ? 'fits' : 'does not fit'} '${path}'`, () => assert.equal(fitsPattern(path, pattern), fits))

test('a pattern of stars takes no time that explodes', () => {
  assert.equal(fitsPattern('a'.repeat(1000), `${'*a'.repeat(400)}b`), false)
})
