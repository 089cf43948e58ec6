import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataCommandMistakes } from '../../../../src/config/rules/data-commands.ts'
import type { Settings } from '../../../../src/config/settings.ts'

const binaries: Settings['binaries'] = [{ name: 'acmed', publicPath: '/usr/bin/acmed' }]
const command = (...argv: readonly [string, ...string[]]) => ({ argv, user: null, timeoutMs: 1 })
const data = (changes: Partial<NonNullable<Settings['data']>>): Settings['data'] => ({ check: command('{new:acmed}'), compatible: [0], migrates: [1], incompatible: [2], onMigration: 'refuse', snapshot: null, ...changes })
const says = (changes: Partial<NonNullable<Settings['data']>>) => dataCommandMistakes({ data: data(changes), binaries }).map(({ path, says: text }) => `${path.join('.')}: ${text}`)

test('what will be filled in is right, and braces that are nobody\'s are left alone', () => {
  assert.deepEqual(dataCommandMistakes({ data: null, binaries }), [])
  assert.deepEqual(says({ check: command('{new:acmed}', '{path:acmed}', '{version}{from}{transaction}', '{live}/x', '{"json": 1}') }), [])
})
test('a placeholder that there is not, and a file that is not managed, are found now', () => {
  assert.match(says({ check: command('/x', '{versoin}') }).join(), /^data\.check\.1: there is no placeholder \{versoin\}; there are \{version\}, /)
  const snapshot = { take: command('/s', '{new:acme}'), restore: command('{old}'), during: 'running' } as const
  assert.deepEqual(says({ snapshot }).map((one) => one.split(':')[0]), ['data.snapshot.1', 'data.restore.0'])
  assert.match(says({ snapshot }).join(), /\{new:acme\} names no managed file; there are 'acmed'/)
})
