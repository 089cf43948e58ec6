import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandMistakes } from '../../../../src/config/rules/command-words.ts'
import { placeholders } from '../../../../src/upgrade/placeholders.ts'

const binaries = [{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }] as const
const mistakes = (...argv: readonly string[]) => commandMistakes(['x', 0], argv, placeholders(['version', 'live', 'new']), binaries)

test('what there is, is said in the order in which it is understood', () => {
  assert.deepEqual(mistakes('{new:jaco}', '{versoin}'), [{ path: ['x', 0, 1], says: 'there is no placeholder {versoin}; there are {version}, {live} and {new:name}' }])
})
test('a file that is not managed, behind words that are right', () => {
  assert.deepEqual(mistakes('{version} {new:jacod}', '{"a": 1}'), [{ path: ['x', 0, 0], says: "{new:jacod} names no managed file; there are 'jaco'" }])
})
