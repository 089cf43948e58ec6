import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, nextDeadlineMs } from '../../../src/policy/health.ts'
import { progressIn } from '../../../src/policy/progress.ts'
import type { Progress, Reading, UnitState } from '../../../src/policy/reading.ts'
import { aRule, aSample, aUnitReading, oldRun, thirdRun } from '../../support/readings.ts'

const rule = aRule({ deadlineMaxMs: 600_000 })
const starts = (atMs: number, statusText: string, differs: Partial<UnitState> = {}) => aUnitReading(atMs, { activeState: 'activating', subState: 'start', statusText, ...differs })
const said = (atMs: number, text = 'migrating 7/10'): Progress => ({ atMs, said: text })

test('a text that changes while the unit starts is progress; the same again is none, nor is the first that was seen', () => {
  const seen = [starts(0, 'migrating 1/10')]
  assert.deepEqual(progressIn(seen, starts(5, 'migrating 2/10'), rule), said(5, 'migrating 2/10'))
  assert.equal(progressIn(seen, starts(5, 'migrating 1/10'), rule), null)
  assert.equal(progressIn([], starts(5, 'migrating 1/10'), rule), null)
  assert.deepEqual(progressIn([starts(0, '')], starts(5, 'migrating'), rule), said(5, 'migrating'))
  assert.equal(progressIn(seen, starts(5, ''), rule), null)
})

test('a text of a daemon that runs is progress while not all is well, and none once all is', () => {
  const both = aRule({ probes: ['unit', 'http'] })
  const before: readonly Reading[] = [aUnitReading(0, { statusText: 'migrating 1/10' }), aSample(1, 'ill')]
  assert.deepEqual(progressIn(before, aUnitReading(9, { statusText: 'migrating 2/10' }), both), said(9, 'migrating 2/10'))
  assert.equal(progressIn([...before, aSample(2)], aUnitReading(9, { statusText: 'request 2' }), both), null)
})

const others: readonly [string, Reading][] = [
  ['of another run: each new one says that it starts', starts(5, 'b', { invocationId: thirdRun })],
  ['of the run before', starts(5, 'b', { invocationId: oldRun })],
  ['of a unit that waits for its automatic restart', starts(5, 'b', { subState: 'auto-restart' })],
  ['of a unit that stops', starts(5, 'b', { activeState: 'deactivating' })],
  ['of a unit that nobody asked for', starts(5, 'b', { name: 'other.service' })],
  ['of a probe', aSample(5, 'ill')],
]
for (const [name, reading] of others) test(`no progress: a text ${name}`, () => {
  const earlier = [starts(0, 'a'), starts(0, 'a', { name: 'other.service' }), ...(reading.kind === 'unit' && reading.unit.invocationId === oldRun ? [starts(1, 'a', { invocationId: oldRun })] : [])]
  assert.equal(progressIn(earlier, reading, rule), null)
})

test('g09 progress begins the deadline anew, up to the cap, and the verdict says so', () => {
  const readings = [starts(0, 'migrating 7/10')]
  const verdictAt = (nowMs: number, progress: Progress | null, own = rule) => judge(readings, own, nowMs, progress)
  assert.equal(verdictAt(49_999, said(20_000)).kind, 'wait')
  assert.deepEqual(verdictAt(50_000, said(20_000)), { kind: 'unhealthy', because: "not well after 50 s (its deadline was extended while it reported progress: 'migrating 7/10'): unit 'jaco.service' is still starting (its status: migrating 7/10)" })
  assert.equal(verdictAt(599_999, said(599_000)).kind, 'wait')
  const capped = verdictAt(600_000, said(599_000))
  assert.match(capped.kind === 'unhealthy' ? capped.because : '', /^not well after 600 s \(its deadline was extended/)
  // Without a cap of its own the deadline is the cap, as in plans of before.
  assert.deepEqual(verdictAt(30_000, said(20_000), aRule()), verdictAt(30_000, null))
  assert.deepEqual([nextDeadlineMs(readings, rule, 25_000, said(20_000)), nextDeadlineMs(readings, rule, 25_000, said(599_000)), nextDeadlineMs(readings, rule, 25_000)], [50_000, 600_000, 30_000])
})

test('whoever became well within the extended deadline is steady thereafter', () => {
  const readings = [starts(0, 'migrating 1/2'), aUnitReading(45_000)]
  assert.equal(judge(readings, rule, 52_000, said(20_000)).kind, 'wait')
  assert.deepEqual(judge(readings, rule, 55_000, said(20_000)), { kind: 'healthy', steadySinceMs: 45_000 })
  assert.equal(judge(readings, rule, 52_000).kind, 'unhealthy')
})
