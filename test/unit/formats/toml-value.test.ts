import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseToml } from '../../../src/formats/toml.ts'
import { tomlKey, tomlValue } from '../../../src/formats/toml-value.ts'

test('values stand on one line', () => {
  assert.equal(tomlValue({ version: '1.2.3', at: new Date(Date.UTC(2026, 10, 21, 10)), 'two words': [1, true, 'x'], none: {} }), '{ version = "1.2.3", at = 2026-11-21T10:00:00Z, "two words" = [1, true, "x"], none = {} }')
})
test('whatever a person types comes back as it was, and ends its own text only', () => {
  const any = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', '\\', 'a\nb', '\x7f', '\u2028', '"""', "'", '\u0000', '# x'))
  fc.assert(fc.property(any, any, (key, text) => {
    const { values } = parseToml(`[x]\n${tomlKey(key)} = ${tomlValue([text])}\nlast = 1\n`, 'x')
    assert.deepEqual({ ...(values['x'] as object) }, { [key]: [text], last: 1 })
  }), { seed: 20261121, numRuns: 300 })
})
