import assert from 'node:assert/strict'
import { test } from 'node:test'
import { companion, generate } from '../../../src/config/companion-shape.ts'
import { readTable } from '../../../src/config/read-table.ts'

const says = (table: object): string => {
  const read = readTable(companion, { from: 'a', to: '/a', ...table }, ['file', 0])
  return read.kind === 'good' ? 'good' : read.mistakes.map((mistake) => mistake.says).join('; ')
}

test('a path in a release is plain, and stays in it', () => {
  for (const from of ['acme.service', 'units/acme.service', 'units/']) assert.equal(says({ from }), 'good', from)
  for (const from of ['/etc/passwd', '../acme', 'a/../b', '.', 'a//b', '', '..']) assert.notEqual(says({ from }), 'good', from)
})
test('permissions are text, and let nobody but the owner write', () => {
  for (const mode of ['0644', '600', '0755']) assert.equal(says({ mode }), 'good', mode)
  for (const mode of ['0664', '0666', '4755', 'rw', '0o644', '']) assert.notEqual(says({ mode }), 'good', mode)
})
test('what is generated names its program by its whole path', () => {
  const read = readTable(generate, { to: 'share/completion', command: ['{new}/acme', 'completion'] }, ['generate', 0])
  assert.deepEqual(read, { kind: 'good', value: { to: 'share/completion', command: { argv: ['{new}/acme', 'completion'], user: null, timeoutMs: 30_000 } } })
  assert.equal(readTable(generate, { to: 'x', command: ['acme'] }, ['generate', 0]).kind, 'wrong')
})
