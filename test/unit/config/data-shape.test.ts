import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { data } from '../../../src/config/data-shape.ts'

// What mistakes in it say is in test/vectors/config (P13).
test('P13 a check alone: a migration is refused', () => {
  assert.deepEqual(v.parse(data, { check: ['{new:jaco}', 'migrate', '--check'] }), {
    check: { argv: ['{new:jaco}', 'migrate', '--check'], user: null, timeoutMs: 60_000 }, compatible: [0], migrates: [1], incompatible: [2], onMigration: 'refuse', snapshot: null,
  })
})
test('and everything that may be said of it', () => {
  const said = v.parse(data, {
    check: ['/bin/check'], user: 'jaco', timeout: '5min', compatible: [], migrates: [3, 4], incompatible: [5], on_migration: 'snapshot',
    snapshot: ['/bin/snap', '{transaction}'], restore: ['/bin/unsnap'], snapshot_user: 'root', snapshot_timeout: '2h', during: 'stopped',
  })
  assert.deepEqual([said.check, said.compatible, said.migrates, said.incompatible], [{ argv: ['/bin/check'], user: 'jaco', timeoutMs: 300_000 }, [], [3, 4], [5]])
  assert.deepEqual(said.snapshot, { take: { argv: ['/bin/snap', '{transaction}'], user: 'root', timeoutMs: 7_200_000 }, restore: { argv: ['/bin/unsnap'], user: 'root', timeoutMs: 7_200_000 }, during: 'stopped' })
})
test('a snapshot without its way back, and one that nobody takes, are mistakes', () => {
  const check = ['/bin/check']
  for (const wrong of [{ on_migration: 'snapshot' }, { on_migration: 'snapshot', snapshot: ['/s'] }, { snapshot: ['/s'], restore: ['/r'] }, { on_migration: 'stay', restore: ['/r'] }, { migrates: [0] }]) {
    assert.equal(v.safeParse(data, { check, ...wrong }).success, false, JSON.stringify(wrong))
  }
})
