import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastWords } from '../../../src/systemd/last-words.ts'

// What it hears is tested beside a real journald: test/system/inside/systemd-room.ts.
test('F33 a run that nobody knows, and what is no run, have no last words, and nobody is waited for', async () => {
  const began = performance.now()
  assert.deepEqual(await lastWords({ unit: 'a.service', invocationId: '0'.repeat(32) }, 5), [])
  assert.deepEqual(await lastWords({ unit: 'a.service', invocationId: '' }, 5), [])
  assert.deepEqual(await lastWords({ unit: 'a.service', invocationId: '--help' }, 5), [])
  assert.ok(performance.now() - began < 10_000)
})
