import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { judge, nextDeadlineMs, watchBegan } from '../../../src/policy/health.ts'
import type { HealthRule, Reading, SampleReading, UnitState, Verdict } from '../../../src/policy/reading.ts'
import { aRule, aSample, aUnitReading, newRun, oldRun, thirdRun } from '../../support/readings.ts'

const wait: Verdict = { kind: 'wait' }
const healthy = (steadySinceMs: number): Verdict => ({ kind: 'healthy', steadySinceMs })
function unhealthy(readings: readonly Reading[], rule: HealthRule, nowMs: number, because: RegExp): void {
  const verdict = judge(readings, rule, nowMs)
  assert.equal(verdict.kind, 'unhealthy', JSON.stringify(verdict))
  if (verdict.kind === 'unhealthy') assert.match(verdict.because, because)
}
const withHttp = aRule({ probes: ['unit', 'http'] })
/** One sample a second, well or ill by the letter, beside a unit that is well from 0 on. */
function seconds(letters: string): readonly Reading[] {
  const outcome = { w: 'well', i: 'ill', u: 'unknown', f: 'fatal' } as const
  return [aUnitReading(0), ...Array.from(letters, (letter, at) => aSample(at * 1000, outcome[letter as 'w']))]
}

test('a unit that runs on, unbroken, for the steady time is healthy, and not an instant sooner', () => {
  const readings = [aUnitReading(500)]
  assert.deepEqual(judge(readings, aRule(), 500), wait)
  assert.deepEqual(judge(readings, aRule(), 10_499), wait)
  assert.deepEqual(judge(readings, aRule(), 10_500), healthy(500))
})
test('nothing heard is never healthy, and the clock runs from the first reading', () => {
  assert.deepEqual(judge([], aRule(), 1_000_000), wait)
  assert.deepEqual(judge([watchBegan(0)], aRule(), 29_999), wait)
  unhealthy([watchBegan(0)], aRule(), 30_000, /not well after 30 s: unit 'jaco.service' was not seen; probe 'unit' was not heard/)
})
test('g30 when every unit rests, nothing is required', () => {
  assert.deepEqual(judge([], aRule({ before: [], probes: [] }), 7), healthy(7))
})
test('the steady time may end after the deadline, but must have begun by then', () => {
  const late = [aUnitReading(0, { activeState: 'activating', subState: 'start' }), aUnitReading(29_999)]
  assert.deepEqual(judge(late, aRule(), 35_000), wait)
  assert.deepEqual(judge(late, aRule(), 39_999), healthy(29_999))
  assert.deepEqual(judge([...late.slice(0, 1), aUnitReading(30_000)], aRule(), 30_000), wait)
  unhealthy([...late.slice(0, 1), aUnitReading(30_001)], aRule(), 30_001, /well too late after 30 s: unit 'jaco.service' is still starting/)
})
test('R6 a streak that breaks after the deadline is final, although it is well again', () => {
  const readings = [aUnitReading(0), ...[25, 26, 27, 28, 29, 30, 31].map((at) => aSample(at * 1000)), aSample(32_000, 'ill'), aSample(33_000)]
  unhealthy(readings, withHttp, 33_000, /well too late after 30 s: probe 'http' says: HTTP 503/)
})
test('R6 before the deadline a streak may break and begin again', () => {
  const readings = seconds('wwwiwwwwwwwwwww')
  assert.deepEqual(judge(readings, withHttp, 13_999), wait)
  assert.deepEqual(judge(readings, withHttp, 14_000), healthy(4000))
})
test('every required probe must be well: the youngest run counts', () => {
  const readings = [aUnitReading(0), aSample(3000), ...[12, 13].map((at) => aSample(at * 1000))]
  assert.deepEqual(judge(readings, withHttp, 12_999), wait)
  assert.deepEqual(judge(readings, withHttp, 13_000), healthy(3000))
  assert.deepEqual(judge([aUnitReading(0)], withHttp, 20_000), wait)
  unhealthy([aUnitReading(0)], withHttp, 30_000, /not well after 30 s: probe 'http' was not heard/)
})
test('the end of the steady time is seen, not assumed: a probe that hangs is waited for, at most as long again', () => {
  const readings = [aUnitReading(0), aSample(0), aSample(9000)]
  assert.deepEqual(judge(readings, withHttp, 10_000), wait)
  assert.deepEqual(judge([...readings, aSample(10_400)], withHttp, 10_400), healthy(0))
  assert.deepEqual(judge([...readings, aSample(10_400, 'ill')], withHttp, 10_400), wait)
  assert.deepEqual(judge(readings, withHttp, 20_000), healthy(0))
})
test('F33 a probe that cannot see is never well', () => {
  unhealthy([aUnitReading(0), aSample(0, 'unknown', { detail: 'journalctl is missing' })], withHttp, 30_000, /probe 'http' could not see: journalctl is missing/)
  assert.deepEqual(judge([...seconds('wwwwwwwwwu')], withHttp, 12_000), wait)
  const blind: Reading[] = [aUnitReading(0), aSample(5000, 'unknown', { probe: 'unit', detail: 'the bus is gone' }), aUnitReading(6000)]
  assert.deepEqual(judge(blind, aRule(), 15_999), wait)
  assert.deepEqual(judge(blind, aRule(), 16_000), healthy(6000))
})
test('fatal ends the watch at once, from any probe, and for ever', () => {
  unhealthy(seconds('wf'), withHttp, 1000, /^probe 'http' says: HTTP 503$/)
  unhealthy([...seconds('wf'), ...seconds('wwwwwwwwwwww')], withHttp, 20_000, /HTTP 503/)
  unhealthy([aUnitReading(0), aSample(0, 'fatal', { probe: 'version' })], aRule(), 0, /probe 'version'/)
})
test('probes and units that the rule does not name cannot make it well or ill', () => {
  const readings = [aUnitReading(0), aSample(0, 'ill', { probe: 'other' }), aUnitReading(1, { name: 'other.service', activeState: 'failed' })]
  assert.deepEqual(judge(readings, aRule(), 10_000), healthy(0))
  assert.deepEqual(judge([aUnitReading(0, { name: 'other.service' })], aRule(), 10_000), wait)
})

const failing: readonly [string, Partial<UnitState>, RegExp][] = [
  ['g01 exits 1 at once', { activeState: 'failed', subState: 'failed', result: 'exit-code', mainStatus: 1, mainPid: 0 }, /^unit 'jaco.service' failed: exit status 1$/],
  ['g04 start-limit-hit', { activeState: 'failed', subState: 'failed', result: 'start-limit-hit', mainStatus: 1, mainPid: 0, restarts: 5 }, /failed too often and systemd gave up \(start-limit-hit\); last exit status 1, after systemd restarted it 5 times$/],
  ['R3 g03 crash loop inside the start limit', { restarts: 1 }, /keeps failing: systemd restarted it once$/],
  ['g03 seen between two starts', { restarts: 2, activeState: 'activating', subState: 'auto-restart', result: 'exit-code', mainStatus: 3 }, /restarted it 2 times; it failed and is about to be restarted: exit status 3/],
  ['g06 readiness never comes and systemd gives up', { activeState: 'failed', subState: 'failed', result: 'timeout', mainPid: 0 }, /did not start or stop in time/],
  ['g07 watchdog', { activeState: 'failed', subState: 'failed', result: 'watchdog', mainStatus: 6 }, /its watchdog expired/],
  ['g10 execve fails', { activeState: 'failed', subState: 'failed', result: 'exit-code', mainStatus: 203 }, /exit status 203\/EXEC: the program could not be executed/],
  ['g11 wrong interpreter', { activeState: 'failed', subState: 'failed', result: 'exit-code', mainStatus: 203 }, /wrong interpreter or library/],
  ['g33 out of memory', { activeState: 'failed', subState: 'failed', result: 'oom-kill', mainStatus: 9 }, /ran out of memory/],
  ['killed', { activeState: 'failed', subState: 'failed', result: 'signal', mainStatus: 11 }, /killed by signal 11/],
  ['dumped core', { activeState: 'failed', subState: 'failed', result: 'core-dump', mainStatus: 6 }, /crashed with signal 6/],
  ['set-up', { activeState: 'failed', subState: 'failed', result: 'resources' }, /could not set it up/],
  ['protocol', { activeState: 'failed', subState: 'failed', result: 'protocol' }, /did not follow its Type=/],
  ['a result of a later systemd', { activeState: 'failed', subState: 'failed', result: 'bored' }, /failed: bored/],
]
for (const [name, differs, because] of failing)
  test(`${name}: unhealthy at once`, () => unhealthy([aUnitReading(0), aUnitReading(1, differs)], aRule(), 1, because))

const never: readonly [string, Partial<UnitState>, RegExp][] = [
  ['g06 hangs in activating', { activeState: 'activating', subState: 'start', mainPid: 7 }, /is still starting$/],
  ['g09 extends its start for ever', { activeState: 'activating', subState: 'start', statusText: 'migrating 3/900' }, /is still starting \(its status: migrating 3\/900\)/],
  ['g12 forking, the child died', { activeState: 'inactive', subState: 'dead', mainPid: 0 }, /is stopped$/],
  ['g13 double fork, no main process', { mainPid: 0, mainStartedUs: 0 }, /does not know its main process/],
  ['g13 exited, nothing remains', { subState: 'exited', mainPid: 0 }, /none of its processes remains/],
  ['g14 a process of the old run goes on', { leftovers: [77] }, /process 77 of its earlier run still runs the old program/],
  ['g17 reload keeps the old process', { mainStartedUs: 1_000_000 }, /still has its old main process/],
  ['g17 nothing was restarted', { invocationId: oldRun }, /it is still the old run/],
  ['g26 the version is right, the unit dead', { activeState: 'inactive', subState: 'dead', result: 'success', mainPid: 0 }, /is stopped/],
  ['g29 a condition was not met', { activeState: 'inactive', subState: 'dead', invocationId: oldRun, mainPid: 0 }, /is stopped/],
  ['f08 the operator stops it', { activeState: 'deactivating', subState: 'stop-sigterm' }, /is deactivating/],
  ['not loaded', { loadState: 'not-found', activeState: 'inactive' }, /is not loaded \(not-found\)/],
  ['never ran', { invocationId: '' }, /was not restarted/],
]
for (const [name, differs, because] of never)
  test(`${name}: never healthy, unhealthy at the deadline`, () => {
    const readings = [aUnitReading(0, differs)]
    for (const at of [0, 10_000, 29_999]) assert.deepEqual(judge(readings, aRule(), at), wait)
    unhealthy(readings, aRule(), 30_000, because)
  })

test('g02 works, then dies in the steady time', () => {
  const readings = [aUnitReading(0), aUnitReading(9000, { activeState: 'activating', subState: 'auto-restart', result: 'exit-code', mainStatus: 1, mainPid: 0 })]
  assert.deepEqual(judge(readings, aRule(), 10_000), wait)
  unhealthy([...readings, aUnitReading(9100, { restarts: 1, invocationId: thirdRun })], aRule(), 9100, /restarted it once/)
})
test('g03 forgiven restarts break the streak all the same', () => {
  const rule = aRule({ restartsMax: 2 })
  const readings = [aUnitReading(0), aUnitReading(4000, { restarts: 1, invocationId: thirdRun, mainStartedUs: 3_000_000 })]
  assert.deepEqual(judge(readings, rule, 10_000), wait)
  assert.deepEqual(judge(readings, rule, 14_000), healthy(4000))
  unhealthy([...readings, aUnitReading(5000, { restarts: 3 })], rule, 5000, /3 times/)
})
test('f09 the operator restarts it: a new run, judged from there', () => {
  const readings = [aUnitReading(0), aUnitReading(8000, { invocationId: thirdRun, mainStartedUs: 3_000_000 })]
  assert.deepEqual(judge(readings, aRule(), 17_999), wait)
  assert.deepEqual(judge(readings, aRule(), 18_000), healthy(8000))
})
test('g03 restarts that the failed version left on the count are not held against the kept one; its own are', () => {
  const rule = aRule({ before: [{ name: 'jaco.service', invocationId: oldRun, mainStartedUs: 1_000_000, restartsInherited: 2 }] })
  const readings = [aUnitReading(0, { restarts: 2 })]
  assert.deepEqual(judge(readings, rule, 10_000), healthy(0))
  unhealthy([...readings, aUnitReading(4000, { restarts: 3, invocationId: thirdRun })], rule, 4000, /restarted it once/)
})
test('f09, g03 each sign of another run breaks the streak by itself', () => {
  const rule = aRule({ restartsMax: 2 })
  for (const differs of [{ invocationId: thirdRun }, { restarts: 1 }, { mainStartedUs: 3_000_000 }])
    assert.deepEqual(judge([aUnitReading(0), aUnitReading(4000, differs)], rule, 13_999), wait, JSON.stringify(differs))
})
test('the moment before an automatic restart (systemd 254 on) is not the end', () => {
  const rule = aRule({ restartsMax: 3 })
  assert.deepEqual(judge([aUnitReading(0, { activeState: 'failed', subState: 'failed-before-auto-restart', result: 'exit-code', mainStatus: 1 })], rule, 0), wait)
})
test('g08, g23 answers 503 for 25 s, then 200: healthy', () => {
  const readings = seconds('i'.repeat(25) + 'w'.repeat(11))
  assert.deepEqual(judge(readings, withHttp, 34_999), wait)
  assert.deepEqual(judge(readings, withHttp, 35_000), healthy(25_000))
})
test('g16, g20, g21, g22, g25 a probe that stays ill: unhealthy at the deadline with its own words', () => {
  unhealthy(seconds('i'.repeat(31)), withHttp, 30_000, /probe 'http' says: HTTP 503/)
})
test('g29 a condition that is not met is not waited for: nothing that comes later mends it', () => {
  const unmet = aUnitReading(10, { activeState: 'inactive', subState: 'dead', mainPid: 0, unmetCondition: 'ConditionPathExists=/run/x' })
  const verdict = judge([watchBegan(0), unmet], aRule(), 20)
  assert.deepEqual(verdict, { kind: 'unhealthy', because: "unit 'jaco.service' was not started: a condition of it is not met (ConditionPathExists=/run/x)" })
  // The same state seen while it runs is of no importance.
  assert.deepEqual(judge([watchBegan(0), aUnitReading(10, { unmetCondition: 'x' })], aRule(), 20), { kind: 'wait' })
})
test('g18 idle by design: inactive until a probe wakes it', () => {
  const readings = [aUnitReading(0, { activeState: 'inactive', subState: 'dead', invocationId: oldRun, mainPid: 0 }), aUnitReading(900), aSample(1000), aSample(11_000)]
  assert.deepEqual(judge(readings, withHttp, 11_000), healthy(1000))
})
test('g24 alternates 200 and 500: unhealthy', () => {
  const readings = seconds('wi'.repeat(16))
  for (let at = 0; at < 30_000; at += 1000) assert.deepEqual(judge(readings.filter((one) => one.atMs <= at), withHttp, at), wait)
  unhealthy(readings, withHttp, 31_000, /HTTP 503/)
})
test('g36 several units: all or none', () => {
  const rule = aRule({ before: [...aRule().before, { name: 'helper.service', invocationId: oldRun, mainStartedUs: 1 }] })
  assert.deepEqual(judge([aUnitReading(0)], rule, 15_000), wait)
  assert.deepEqual(judge([aUnitReading(0), aUnitReading(2000, { name: 'helper.service' })], rule, 12_000), healthy(2000))
  unhealthy([aUnitReading(0), aUnitReading(1, { name: 'helper.service', activeState: 'failed', result: 'exit-code', mainStatus: 2 })], rule, 1, /unit 'helper.service' failed: exit status 2/)
})
test('when to look again', () => {
  assert.equal(nextDeadlineMs([], aRule(), 0), null)
  assert.equal(nextDeadlineMs([watchBegan(0)], aRule(), 5), 30_000)
  assert.equal(nextDeadlineMs([aUnitReading(500)], aRule(), 500), 10_500)
  assert.equal(nextDeadlineMs([aUnitReading(0), aSample(0)], withHttp, 10_000), 20_000)
  assert.equal(nextDeadlineMs([aUnitReading(0, { activeState: 'inactive' })], aRule(), 30_000), null)
})

const outcomes = fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.constantFrom('well', 'ill', 'unknown', 'unit', 'restart') as fc.Arbitrary<SampleReading['outcome'] | 'unit' | 'restart'>), { maxLength: 40 })
function story(steps: readonly (readonly [number, SampleReading['outcome'] | 'unit' | 'restart'])[]): readonly Reading[] {
  let [atMs, run] = [0, 2]
  return steps.map(([later, what]) => {
    atMs += later
    if (what === 'restart') run++
    const invocationId = String(run).padStart(32, '0')
    return what === 'unit' || what === 'restart' ? aUnitReading(atMs, { invocationId, mainStartedUs: run * 1_000_000 }) : aSample(atMs, what)
  })
}
test('never healthy without an unbroken steady time behind it', () => {
  fc.assert(fc.property(outcomes, fc.nat({ max: 30_000 }), (steps, wait) => {
    const readings = story(steps)
    const now = (readings.at(-1)?.atMs ?? 0) + wait
    const verdict = judge(readings, withHttp, now)
    if (verdict.kind !== 'healthy') return
    assert.ok(now - verdict.steadySinceMs >= withHttp.steadyMs)
    const since = readings.filter((reading) => reading.atMs > verdict.steadySinceMs)
    assert.ok(since.every((reading) => reading.kind === 'unit' || reading.outcome === 'well'))
    const runs = readings.filter((reading) => reading.kind === 'unit' && reading.atMs >= verdict.steadySinceMs)
    assert.ok(new Set(runs.map((reading) => (reading.kind === 'unit' ? reading.unit.invocationId : ''))).size <= 1)
    assert.ok(readings.some((reading) => reading.kind === 'unit' && reading.unit.invocationId >= newRun && reading.atMs <= verdict.steadySinceMs))
  }), { seed: 11, numRuns: 3000 })
})
test('whoever looks again when told to sees every change of verdict', () => {
  fc.assert(fc.property(outcomes, fc.integer({ min: 1, max: 60_000 }), (steps, later) => {
    const readings = story(steps)
    const now = readings.at(-1)?.atMs ?? 0
    const next = nextDeadlineMs(readings, withHttp, now)
    const then = Math.min(now + later, next === null ? Infinity : next - 1)
    assert.deepEqual(judge(readings, withHttp, then).kind, judge(readings, withHttp, now).kind)
  }), { seed: 12, numRuns: 3000 })
})
test('every watch ends: after the deadline and twice the steady time there is a verdict', () => {
  fc.assert(fc.property(outcomes, (steps) => {
    const readings = [watchBegan(0), ...story(steps)]
    // The last restart by somebody begins the deadline anew.
    const end = (readings.at(-1)?.atMs ?? 0) + withHttp.deadlineMs + 2 * withHttp.steadyMs
    assert.notEqual(judge(readings, withHttp, end).kind, 'wait')
  }), { seed: 13, numRuns: 3000 })
})

const stopped = { activeState: 'inactive', subState: 'dead', mainPid: 0, stopAsked: 'yes' } as const
test('f08 a run of ours that somebody stopped is neither well nor ill, once it stays so', () => {
  const readings = [aUnitReading(0), aUnitReading(4000, { ...stopped, activeState: 'deactivating', subState: 'stop-sigterm' }), aUnitReading(5000, stopped), aUnitReading(5100, stopped)]
  assert.deepEqual(judge(readings, aRule(), 6999), wait)
  assert.equal(nextDeadlineMs(readings, aRule(), 5100), 7000)
  assert.deepEqual(judge(readings, aRule(), 7000), { kind: 'stopped', unit: 'jaco.service', invocationId: newRun })
})
test('f08 a daemon that takes the stop badly is not called ill', () => {
  assert.deepEqual(judge([aUnitReading(0), aUnitReading(5000, { ...stopped, activeState: 'failed', result: 'exit-code', mainStatus: 3 })], aRule(), 7000).kind, 'stopped')
  unhealthy([aUnitReading(0), aUnitReading(5000, { activeState: 'failed', result: 'exit-code', mainStatus: 3, mainPid: 0 })], aRule(), 5000, /exit status 3/)
})
test('f08 our own restart, that never got as far as a new run, is no wish of somebody', () => {
  assert.deepEqual(judge([aUnitReading(0, { ...stopped, invocationId: oldRun })], aRule(), 29_999), wait)
  unhealthy([aUnitReading(0, { ...stopped, invocationId: oldRun })], aRule(), 30_000, /is stopped/)
})
test('f09 between the halves of a restart there is a moment that looks like a stop', () => {
  const restarting = [aUnitReading(0), aUnitReading(5000, { ...stopped, job: 'yes' })]
  assert.deepEqual(judge(restarting, aRule(), 20_000), wait)
  const shortly = [aUnitReading(0), aUnitReading(5000, stopped), aUnitReading(6000, { activeState: 'activating', subState: 'start', invocationId: thirdRun })]
  assert.deepEqual(judge(shortly, aRule(), 9000), wait)
})
test("f09 somebody's restart is judged from its beginning, even after the deadline, but not for ever", () => {
  const run = (at: number, id: number) => aUnitReading(at * 1000, { invocationId: String(id).padStart(32, '0'), mainStartedUs: 2_000_000 + at })
  const late = [...[0, 8, 16, 24].map((at) => run(at, 2 + at)), run(33, 90)]
  assert.deepEqual(judge(late, aRule(), 42_999), wait)
  assert.deepEqual(judge(late, aRule(), 43_000), healthy(33_000))
  const for_ever = Array.from({ length: 30 }, (_, index) => run(index * 9, 2 + index))
  unhealthy(for_ever, aRule(), 29 * 9000, /well too late|not well/)
  const byItself = [aUnitReading(0), aUnitReading(33_000, { invocationId: thirdRun, restarts: 1, mainStartedUs: 3_000_000 })]
  unhealthy(byItself, aRule({ restartsMax: 1 }), 33_000, /started anew/)
})
