import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseWindow } from '../../../src/formats/window.ts'
import { forecast, type Outlook, overtaker } from '../../../src/policy/forecast.ts'
import { hourMs, noonMs } from '../../support/a-standing.ts'

const at = (text: string): number => Date.parse(text)
const outlook = (changes: Partial<Outlook> = {}): Outlook => ({ timer: 'runs', nextRunMs: noonMs + hourMs, windows: [], nowMs: noonMs, zone: 'Europe/Berlin', ...changes })
const take = { verdict: 'take', untilMs: null } as const
const until = (untilMs: number | null) => ({ verdict: 'wait', untilMs }) as const

test('what may be taken is taken by the next run', () => {
  assert.deepEqual(forecast(take, outlook()), { text: 'will be taken Saturday 2026-11-21 14:00 (Europe/Berlin)', atMs: noonMs + hourMs })
})

test('what is too young at the next run is taken by a later one', () => {
  assert.equal(forecast(until(noonMs + hourMs), outlook())?.text, 'will be taken Saturday 2026-11-21 14:00 (Europe/Berlin)')
  assert.deepEqual(forecast(until(noonMs + 3 * hourMs), outlook()), { text: 'will be taken by the first run from Saturday 2026-11-21 16:00 (Europe/Berlin) on', atMs: noonMs + 3 * hourMs })
})

test('peers 27 a window that is not open yet, or not any more, is waited for, and said in its own zone', () => {
  const windows = [parseWindow('Sun 02:00-05:00 America/New_York')]
  assert.equal(forecast(take, outlook({ windows }))?.text, 'will be taken by the first run from Sunday 2026-11-22 02:00 (America/New_York) on')
  assert.equal(forecast(take, outlook({ windows, nextRunMs: at('2026-11-22T07:10Z') }))?.text, 'will be taken Sunday 2026-11-22 02:10 (America/New_York)')
  assert.equal(forecast(take, outlook({ windows, nextRunMs: at('2026-11-22T12:00Z') }))?.text, 'will be taken by the first run from Sunday 2026-11-29 02:00 (America/New_York) on')
})

test('the issue\'s own example: three hours old, a day to go, and a run in the window', () => {
  const windows = [parseWindow('Sat,Sun 02:00-05:00 Europe/Berlin')]
  assert.equal(forecast(until(noonMs - 12 * hourMs), outlook({ windows, nextRunMs: at('2026-11-22T01:10Z') }))?.text, 'will be taken Sunday 2026-11-22 02:10 (Europe/Berlin)')
})

test('where no run is known the earliest moment is', () => {
  assert.equal(forecast(take, outlook({ nextRunMs: null, timer: 'unknown' }))?.text, 'will be taken by the first run from Saturday 2026-11-21 13:00 (Europe/Berlin) on')
})

test('without a timer, or with one that is stopped, nobody takes it; without an end nobody knows', () => {
  assert.deepEqual(forecast(take, outlook({ timer: 'none' })), { text: 'no timer will take it', atMs: null })
  assert.deepEqual(forecast(take, outlook({ timer: 'stopped' })), { text: 'timers do not take it', atMs: null })
  assert.deepEqual(forecast(until(null), outlook()), { text: 'nobody knows when it will be taken', atMs: null })
})

test('what is live, older or refused is not on its way', () => {
  for (const verdict of ['live', 'older', 'no'] as const) assert.equal(forecast({ verdict, untilMs: null }, outlook()), null)
})

test('what a newer release is taken before is never taken; what is ready sooner than it, is', () => {
  const one = (version: string, verdict: 'take' | 'wait' | 'no' | 'older', untilMs: number | null = null) => ({ version, verdict, untilMs, because: '', next: null })
  const before = (...weighed: readonly ReturnType<typeof one>[]) => weighed.map((each) => overtaker(each, weighed)?.version ?? null)
  assert.deepEqual(before(one('1.3.0', 'take'), one('1.2.0', 'take'), one('1.1.0', 'older')), [null, '1.3.0', null])
  assert.deepEqual(before(one('1.3.0', 'wait', noonMs), one('1.2.0', 'take'), one('1.1.0', 'wait', noonMs + hourMs)), [null, null, '1.3.0'])
  assert.deepEqual(before(one('1.3.0', 'wait', noonMs), one('1.2.0', 'wait', noonMs - hourMs), one('1.1.0', 'wait', noonMs)), [null, null, '1.3.0'])
  assert.deepEqual(before(one('1.3.0', 'wait'), one('1.2.0', 'wait'), one('1.1.0', 'no')), [null, null, null], 'nobody knows which of them comes first')
  assert.deepEqual(before(one('1.3.0', 'no'), one('1.2.0', 'wait', noonMs)), [null, null])
})
