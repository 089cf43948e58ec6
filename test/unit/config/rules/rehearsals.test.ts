import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearsalMistakes } from '../../../../src/config/rules/rehearsals.ts'

const asks = (argv: readonly [string, ...string[]]) => ({ argv, user: null, timeoutMs: 1000 })
const nothing = { rehearsal: { unsandboxed: 'skipped', room: { memoryBytesMax: 1, tasksMax: 1, fileBytesMax: 1 }, commands: [] }, generate: [], buildInfo: null, binaries: [{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }] } as const
const mistakes = (...commands: readonly (readonly [string, ...string[]])[]) => rehearsalMistakes({
  ...nothing, rehearsal: { unsandboxed: 'skipped', room: { memoryBytesMax: 1, tasksMax: 1, fileBytesMax: 1 }, commands: commands.map((argv) => ({ name: 'check', pass: [0], command: asks(argv) })) },
})

test('every placeholder that there is, and braces that are nobody’s', () => {
  assert.deepEqual(mistakes(['{new:jaco}', '{path:jaco}', '{live}', '{version}', '{from}', '{release}', '{"a":1}', '{{x}}'.toUpperCase()]), [])
})
test('what nobody would fill in, and files that are not managed, each where it stands', () => {
  const found = mistakes(['/bin/x'], ['{new:jaco}', '--', '{new:jaco}{path:relay}', '{transaction}'])
  assert.deepEqual(found.map(({ path }) => path), [['rehearse', 1, 'command', 2], ['rehearse', 1, 'command', 3]])
  assert.deepEqual(found.map(({ says }) => says.slice(0, 40)), ['{path:relay} names no managed file; ther', 'there is no placeholder {transaction}; t'])
})
test('so in what makes a file, and in what a new version is asked of itself', () => {
  const generate = [{ to: 'web/config.json', command: asks(['{release}/bin/render', '{hots}']) }]
  const buildInfo = { file: '/etc/x.toml', format: 'toml', set: {}, ask: { command: asks(['{new:relay}']), pattern: 'x' } } as const
  assert.deepEqual(rehearsalMistakes({ ...nothing, generate, buildInfo }).map(({ path }) => path), [['generate', 0, 'command', 1], ['build_info', 'command', 0]])
})
