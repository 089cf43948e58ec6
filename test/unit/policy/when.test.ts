import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseWindow } from '../../../src/formats/window.ts'
import { lastPassed, openFrom, timing } from '../../../src/policy/when.ts'

const at = (text: string): number => Date.parse(text)
const iso = (atMs: number | null | undefined): string | null => (atMs === null || atMs === undefined ? null : new Date(atMs).toISOString().replace(':00.000Z', 'Z'))
const windows = (...texts: readonly string[]): ReturnType<typeof parseWindow>[] => texts.map((text) => parseWindow(text))

/** Window, a moment before it, when it opens, when it closes. */
const openings: readonly (readonly [string, string, string, string, string])[] = [
  ['an ordinary Saturday', 'Sat 02:00-05:00 Europe/Berlin', '2026-11-20T12:00Z', '2026-11-21T01:00Z', '2026-11-21T04:00Z'],
  ['over midnight', 'Fri 22:00-04:00 Europe/Berlin', '2026-11-20T12:00Z', '2026-11-20T21:00Z', '2026-11-21T03:00Z'],
  ['over midnight into the next week', 'Sat 23:00-01:00 UTC', '2026-11-21T12:00Z', '2026-11-21T23:00Z', '2026-11-22T01:00Z'],
  ['a whole day', 'Sun 00:00-24:00 UTC', '2026-11-21T12:00Z', '2026-11-22T00:00Z', '2026-11-23T00:00Z'],
  ['every day', '02:00-05:00 UTC', '2026-11-21T12:00Z', '2026-11-22T02:00Z', '2026-11-22T05:00Z'],
  ['a week ahead', 'Sat 02:00-05:00 UTC', '2026-11-21T05:00Z', '2026-11-28T02:00Z', '2026-11-28T05:00Z'],
  ['Berlin, spring: it begins in the hour that never comes', 'Sun 02:30-04:00 Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T01:00Z', '2026-03-29T02:00Z'],
  ['Berlin, spring: it ends in the hour that never comes', 'Sun 01:00-02:30 Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T00:00Z', '2026-03-29T01:00Z'],
  ['Berlin, spring: whole inside the hour that never comes', 'Sun 02:10-02:40 Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T01:00Z', '2026-03-29T01:30Z'],
  ['Berlin, spring: exactly the hour that never comes', 'Sun 02:00-03:00 Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T01:00Z', '2026-03-29T02:00Z'],
  ['Berlin, spring: around it, one hour shorter', 'Sun 00:00-06:00 Europe/Berlin', '2026-03-28T12:00Z', '2026-03-28T23:00Z', '2026-03-29T04:00Z'],
  ['Berlin, autumn: it begins in the hour that comes twice', 'Sun 02:30-04:00 Europe/Berlin', '2026-10-24T12:00Z', '2026-10-25T00:30Z', '2026-10-25T03:00Z'],
  ['Berlin, autumn: it ends in the hour that comes twice', 'Sun 01:00-02:30 Europe/Berlin', '2026-10-24T12:00Z', '2026-10-24T23:00Z', '2026-10-25T01:30Z'],
  ['Berlin, autumn: it ends where the hour that comes twice begins', 'Sun 01:00-02:00 Europe/Berlin', '2026-10-24T12:00Z', '2026-10-24T23:00Z', '2026-10-25T00:00Z'],
  ['Berlin, autumn: exactly the hour that comes twice', 'Sun 02:00-03:00 Europe/Berlin', '2026-10-24T12:00Z', '2026-10-25T00:00Z', '2026-10-25T02:00Z'],
  ['New York, spring', 'Sun 02:00-04:00 America/New_York', '2026-03-07T12:00Z', '2026-03-08T07:00Z', '2026-03-08T08:00Z'],
  ['New York, autumn', 'Sun 01:30-03:00 America/New_York', '2026-10-31T12:00Z', '2026-11-01T05:30Z', '2026-11-01T08:00Z'],
  ['Lord Howe, spring: half an hour is missing', 'Sun 02:10-02:20 Australia/Lord_Howe', '2026-10-03T00:00Z', '2026-10-03T15:30Z', '2026-10-03T15:40Z'],
  ['Lord Howe, autumn: half an hour comes twice', 'Sun 01:40-02:30 Australia/Lord_Howe', '2026-04-04T00:00Z', '2026-04-04T14:40Z', '2026-04-04T16:00Z'],
  ['Apia: the Friday that never was', 'Fri 02:00-05:00 Pacific/Apia', '2011-12-30T09:00Z', '2011-12-30T10:00Z', '2011-12-30T13:00Z'],
  ['Apia: the Saturday after it', 'Sat 02:00-05:00 Pacific/Apia', '2011-12-30T09:00Z', '2011-12-30T12:00Z', '2011-12-30T15:00Z'],
  ['Apia: Thursday night goes on into what follows', 'Thu 22:00-04:00 Pacific/Apia', '2011-12-29T12:00Z', '2011-12-30T08:00Z', '2011-12-30T10:00Z'],
]
for (const [name, text, before, opens, closes] of openings) test(`peers 27 ${name}`, () => {
  const week = windows(text)
  const next = timing(week, at(before), 'UTC')
  assert.deepEqual([next.kind, next.kind === 'closed' ? iso(next.opensMs) : null, iso(next.closesMs)], ['closed', opens, closes])
  // Open from its first millisecond to the last one before its end, and not around them.
  assert.equal(timing(week, at(opens) - 1, 'UTC').kind, 'closed')
  for (const inside of [at(opens), at(closes) - 1]) assert.deepEqual(timing(week, inside, 'UTC'), { kind: 'open', closesMs: at(closes) })
  assert.equal(timing(week, at(closes), 'UTC').kind, 'closed')
})

test('without windows it is always open', () => {
  assert.deepEqual(timing([], 0, 'UTC'), { kind: 'open', closesMs: null })
  assert.equal(openFrom([], 7, 'UTC'), 7)
})

test('a window without a zone is meant by the wall of this machine', () => {
  const week = windows('Sat 02:00-05:00')
  assert.equal(iso(openFrom(week, at('2026-11-20T12:00Z'), 'Europe/Berlin')), '2026-11-21T01:00Z')
  assert.equal(iso(openFrom(week, at('2026-11-20T12:00Z'), 'America/New_York')), '2026-11-21T07:00Z')
})

test('windows that touch or overlap are one, others are several', () => {
  const touching = windows('Sat 02:00-03:00 UTC', 'Sat 03:00-05:00 UTC', 'Sat 04:00-04:30 UTC', 'Sun 02:00-03:00 UTC')
  assert.deepEqual(timing(touching, at('2026-11-21T02:30Z'), 'UTC'), { kind: 'open', closesMs: at('2026-11-21T05:00Z') })
  assert.equal(iso(openFrom(touching, at('2026-11-21T05:00Z'), 'UTC')), '2026-11-22T02:00Z')
})

test('the next of several windows counts, whatever order they are written in', () => {
  const zones = windows('Sat 04:00-05:00 UTC', 'Sat 02:00-05:00 Asia/Tokyo')
  assert.equal(iso(openFrom(zones, at('2026-11-20T12:00Z'), 'UTC')), '2026-11-20T17:00Z')
})

test('within a window it is open from now on', () => {
  assert.equal(openFrom(windows('Sat 02:00-05:00 UTC'), at('2026-11-21T03:00Z'), 'UTC'), at('2026-11-21T03:00Z'))
})

test('peers 27 the last window that passed, up to its last millisecond', () => {
  const week = windows('Sat 02:00-05:00 Europe/Berlin')
  assert.deepEqual(lastPassed(week, at('2026-11-21T04:00Z'), 'UTC'), { opensMs: at('2026-11-21T01:00Z'), closesMs: at('2026-11-21T04:00Z') })
  assert.equal(iso(lastPassed(week, at('2026-11-21T03:59Z'), 'UTC')?.opensMs), '2026-11-14T01:00Z')
  assert.equal(lastPassed([], 0, 'UTC'), null)
})

test('peers 27 all days of a year: each window of a week opens once a week, wherever clocks change', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo']) {
    const week = windows(`Sun 02:15-02:45 ${zone}`)
    let [now, count] = [at('2026-01-01T00:00Z'), 0]
    while (now < at('2027-01-01T00:00Z')) {
      const opens = openFrom(week, now, 'UTC') ?? Infinity
      const opened = timing(week, opens, 'UTC')
      assert.equal(opened.kind, 'open')
      assert.ok(opened.closesMs !== null && opened.closesMs - opens >= 15 * 60_000)
      ;[now, count] = [opened.closesMs, count + 1]
    }
    assert.equal(count, 53, zone)
  }
})
