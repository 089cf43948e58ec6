import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { unit } from '../../../src/config/unit-shape.ts'

test('a unit by its name alone is restarted, and steady for a second before the next', () => {
  assert.deepEqual(v.parse(unit, { name: 'acme.service' }), { name: 'acme.service', restart: 'restart', ready: { steadyMs: 1000, probes: [] }, program: null })
})

test('R9 what it must be before the next one is restarted', () => {
  const { ready, restart, program } = v.parse(unit, { name: 'acme.service', restart: 'reload-or-restart', steady: '0s', ready: ['http', 'front'], program: '/usr/bin/java' })
  assert.deepEqual([ready, restart, program], [{ steadyMs: 0, probes: ['http', 'front'] }, 'reload-or-restart', '/usr/bin/java'])
})

test('what it cannot be is refused', () => {
  for (const wrong of [{ steady: '2h' }, { steady: 5 }, { ready: 'http' }, { ready: [''] }, { ready: Array.from({ length: 17 }, () => 'http') }, { restart: 'stop' }, { wait: '1s' }]) assert.equal(v.safeParse(unit, { name: 'acme.service', ...wrong }).success, false, JSON.stringify(wrong))
})
