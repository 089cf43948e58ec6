import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestMs } from '../../../src/main/ask-for-time.ts'
import { aPlan } from '../../support/a-plan.ts'

test('the longest that a plan can take is two ways, each with its restarts, its deadline as often as somebody may begin it anew, and its steady time twice', () => {
  const plan = aPlan()
  const rule = { ...plan.health, deadlineMs: 1000, steadyMs: 10 }
  assert.equal(longestMs({ ...plan, health: rule, rollbackHealth: { ...rule, deadlineMs: 3000, steadyMs: 20 }, restartTimeoutMs: 100 }), 100 + 100 + 6020 + 18_040)
  const capped = { ...rule, deadlineMaxMs: 5000 }
  assert.equal(longestMs({ ...plan, health: capped, rollbackHealth: capped, restartTimeoutMs: 100 }), 2 * 5000 + 2 * (5000 + 5 * 1000 + 20))
})

test('a snapshot and its way back have times of their own, and so has what is stopped for them', () => {
  const command = { argv: ['/bin/x'], user: null } as const
  const plan = { ...aPlan(), restartTimeoutMs: 100 }
  const data = { undo: 'snapshot', snapshot: { ...command, timeoutMs: 7000 }, restore: { ...command, timeoutMs: 50_000 }, during: 'running' } as const
  assert.equal(longestMs({ ...plan, data }) - longestMs(plan), 7000 + 50_000 + 2 * 100)
  assert.equal(longestMs({ ...plan, data: { undo: 'stay' } }), longestMs(plan))
})

test('each unit is watched before the next is restarted, on both ways, and who hangs on them is started twice on each', () => {
  const [plan, rule] = [aPlan(), { ...aPlan().health, deadlineMs: 1000, steadyMs: 10 }]
  const [unit] = plan.units
  assert.ok(unit !== undefined)
  const ready = { steadyMs: 30, probes: [] }
  const one = { ...plan, health: rule, rollbackHealth: { ...rule, deadlineMs: 3000 }, restartTimeoutMs: 100, units: [unit] }
  assert.equal(longestMs({ ...one, units: [{ ...unit, ready }] }) - longestMs(one), (6 * 1000 + 60) + (6 * 3000 + 60))
  assert.equal(longestMs({ ...one, dependents: ['a.service', 'b.timer'] }) - longestMs(one), 4 * 2 * 100)
})
