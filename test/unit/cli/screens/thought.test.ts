import assert from 'node:assert/strict'
import { test } from 'node:test'
import { thoughtOf, timerOf, timerText, windowOf } from '../../../../src/cli/screens/thought.ts'
import type { ScheduleReport } from '../../../../src/upgrade/report.ts'
import { aWeighedRelease } from '../../../support/scripted-world.ts'

const nine = Date.UTC(2026, 10, 22, 9)
const schedule = (changes: Partial<ScheduleReport> = {}): ScheduleReport => ({ state: 'enabled', off: null, nextRunMs: nine, windows: [], window: null, ...changes })

test('a thought is the reason, and when, where anybody knows', () => {
  assert.equal(thoughtOf(aWeighedRelease()), '2.1.0 exists since 3 h; minimum age is 24 h; will be taken Sunday 2026-11-29 02:10 (Europe/Berlin)')
  assert.equal(thoughtOf(aWeighedRelease({ forecast: null })), '2.1.0 exists since 3 h; minimum age is 24 h')
})

test('a timer runs, only looks, is off, is missing, or nobody knows', () => {
  const texts = (['enabled', 'check-only', 'no-timer', 'switched-off', 'unknown'] as const).map((state) => timerOf(schedule({ state, off: state === 'switched-off' ? 'freeze' : null }), 'acme'))
  assert.deepEqual(texts, ['runs, next 2026-11-22 09:00:00 UTC', 'only looks, next 2026-11-22 09:00:00 UTC', "none: 'app-upgrade enable acme' makes one", 'freeze', 'not known: the service manager could not be asked'])
  assert.equal(timerOf(schedule({ nextRunMs: null }), 'acme'), 'runs')
  assert.equal(timerOf(schedule({ state: 'switched-off' }), 'acme'), 'switched off')
})

test('a window is open until, or opens; without windows there is no line of them', () => {
  const windows = ['Sat 02:00-05:00 UTC', 'Sun 02:00-05:00']
  assert.equal(windowOf(schedule({ windows, window: { opensMs: null, closesMs: nine } })), 'Sat 02:00-05:00 UTC, Sun 02:00-05:00; open until 2026-11-22 09:00:00 UTC')
  assert.match(windowOf(schedule({ windows, window: { opensMs: nine, closesMs: nine + 1 } })), /; opens 2026-11-22 09:00:00 UTC$/)
  assert.equal(timerText({ app: 'acme', schedule: schedule() }), 'timer: runs, next 2026-11-22 09:00:00 UTC\n')
  assert.match(timerText({ app: 'acme', schedule: schedule({ windows }) }), /\nwindow: Sat 02:00-05:00 UTC, Sun 02:00-05:00\n$/)
})
