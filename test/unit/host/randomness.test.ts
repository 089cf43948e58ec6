import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomness } from '../../../src/host/randomness.ts'

test('as many bytes as asked for, in lower-case hex, and never twice the same', () => {
  const drawn = Array.from({ length: 100 }, () => randomness.hex(8))
  for (const one of drawn) assert.match(one, /^[0-9a-f]{16}$/)
  assert.equal(new Set(drawn).size, 100)
})
