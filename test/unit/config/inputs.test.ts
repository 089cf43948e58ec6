import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fragment } from '../../../src/config/fragments.ts'
import { isTable, mergeFragments } from '../../../src/config/inputs.ts'
import { parseToml } from '../../../src/formats/toml.ts'

const fragment = (path: string, text: string): Fragment => ({ path, role: path.includes('.d/') ? 'drop-in' : 'main', bytes: Buffer.from(text), document: parseToml(text, path) })
// Through JSON, because the parser's tables have no prototype.
const merged = (...texts: readonly string[]): unknown => JSON.parse(JSON.stringify(mergeFragments(texts.map((text, index) => fragment(`${index}.d/x`, text))).values))

test('E50 a later file wins, key by key', () => {
  assert.deepEqual(merged('[health]\ndeadline = "1s"\nsteady = "2s"', '[health]\ndeadline = "3s"'), { health: { deadline: '3s', steady: '2s' } })
})
test('E50 lists and lists of tables are replaced whole', () => {
  assert.deepEqual(merged('[[trust]]\nkeys = ["a", "b"]\nsigns = "x"', '[[trust]]\nkeys = ["c"]'), { trust: [{ keys: ['c'] }] })
  assert.deepEqual(merged('[[unit]]\nname = "a"\n[[unit]]\nname = "b"', 'unit = []'), { unit: [] })
})
test('E50 the list of files is replaced whole, though it is a table', () => {
  assert.deepEqual(merged('[layout]\nhome = "/h"\nfiles = { a = "/a", b = "/b" }', '[layout]\nfiles = { c = "/c" }'), { layout: { home: '/h', files: { c: '/c' } } })
})
test('E50 a table whose kind changes is replaced whole', () => {
  assert.deepEqual(merged('[source]\nkind = "url"\nurl = "u"', '[source]\nkind = "directory"\npath = "/p"'), { source: { kind: 'directory', path: '/p' } })
  // The kind that goes without saying counts too.
  assert.deepEqual(merged('[source]\nurl = "u"', '[source]\nkind = "directory"\npath = "/p"'), { source: { kind: 'directory', path: '/p' } })
  assert.deepEqual(merged('[source]\nurl = "u"', '[source]\nkind = "url"\nartifact = "a"'), { source: { kind: 'url', url: 'u', artifact: 'a' } })
})
test("P8 a pin and a hold are replaced whole: one person's reason is not another's", () => {
  const below = '[policy]\nauto = "no"\npin = { version = "1.0.0", reason = "x" }\nhold = { until = "y", by = "alice" }'
  assert.deepEqual(merged(below, '[policy]\npin = { version = "2.0.0" }\nhold = { by = "bob" }'), { policy: { auto: 'no', pin: { version: '2.0.0' }, hold: { by: 'bob' } } })
})
test('the speaker of a key is the last file that has it, and not one that has a table above it', () => {
  const { speaker } = mergeFragments([fragment('/a', '[policy]\npin = "1"'), fragment('/b', '[policy]\npin = "2"'), fragment('/c', '[policy]\nauto = "no"')])
  assert.deepEqual([speaker(['policy', 'pin']), speaker(['policy', 'hold'])], ['/b', null])
})
test('text over a table, and a table over text, replace', () => {
  assert.deepEqual(merged('source = "x"', '[source]\nurl = "u"'), { source: { url: 'u' } })
  assert.deepEqual(merged('[source]\nurl = "u"', 'source = "x"'), { source: 'x' })
})
test('the place of a key is the last file that speaks of it', async () => {
  const { place } = mergeFragments([fragment('/usr/lib/jaco.toml', '[health]\ndeadline = "1s"\nsteady = "1s"'), fragment('/etc/jaco.toml', '\n\n[health]\ndeadline = "2s"'), fragment('/etc/jaco.toml.d/1.toml', '[policy]')])
  assert.deepEqual(await place(['health', 'deadline']), { file: '/etc/jaco.toml', line: 4, order: 1 })
  assert.deepEqual(await place(['health', 'steady']), { file: '/usr/lib/jaco.toml', line: 3, order: 0 })
})
test('a key that is not there is placed at the nearest table above it, else at the main file', async () => {
  const { place } = mergeFragments([fragment('/etc/jaco.toml', '\n[[trust]]\nsigns = "x"'), fragment('/etc/jaco.toml.d/1.toml', '[policy]')])
  assert.deepEqual(await place(['trust', 0, 'keys']), { file: '/etc/jaco.toml', line: 2, order: 0 })
  assert.deepEqual(await place(['source', 'url']), { file: '/etc/jaco.toml', line: null, order: 0 })
})
test('what is a table', () => {
  assert.equal(isTable({}), true)
  for (const value of [[], null, 'x', new Date()]) assert.equal(isTable(value), false)
})
