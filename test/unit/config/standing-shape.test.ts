import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { hold, pin } from '../../../src/config/standing-shape.ts'
import { parseToml } from '../../../src/formats/toml.ts'

const nobody = { by: null, atMs: null, reason: null }
const value = (text: string): unknown => parseToml(`key = ${text}`, 'x').values['key']
const pinned = (text: string): unknown => v.parse(pin, value(text))
const held = (text: string): unknown => v.parse(hold, value(text))

test('P8 a pin is a version, normalised (P10); with who, when and why it is a table', () => {
  assert.deepEqual(pinned('"v1.4.2"'), { version: '1.4.2', ...nobody })
  assert.deepEqual(pinned('{ version = "1.4.2", by = "alice", at = 2026-11-21T10:00:00Z, reason = "ticket 4711" }'), { version: '1.4.2', by: 'alice', atMs: Date.UTC(2026, 10, 21, 10), reason: 'ticket 4711' })
})
test('a hold is true, or a table with an end: text or a date of TOML', () => {
  assert.deepEqual(held('true'), { untilMs: null, ...nobody })
  assert.deepEqual(held('{}'), { untilMs: null, ...nobody })
  const until = Date.UTC(2026, 11, 1)
  for (const text of ['2026-12-01T00:00:00Z', '"2026-12-01T00:00:00Z"', '2026-12-01T01:00:00+01:00']) assert.deepEqual(held(`{ until = ${text}, reason = "freeze" }`), { ...nobody, untilMs: until, reason: 'freeze' })
})
test('false is neither: it takes back what another file says', () => {
  assert.deepEqual([pinned('false'), held('false')], [null, null])
})
test('a hold that has ended is no mistake: files are not edited on the day', () => {
  assert.deepEqual(held('{ until = 2001-01-01T00:00:00Z }'), { ...nobody, untilMs: Date.UTC(2001, 0, 1) })
})
