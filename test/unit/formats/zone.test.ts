import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstAt, lastUntil, wallAt } from '../../../src/formats/zone.ts'

const iso = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', 'Z')
const at = (text: string): number => Date.parse(text.endsWith('Z') ? text : `${text}Z`)

test('what the wall shows', () => {
  for (const [zone, instant, wall] of [
    ['UTC', '2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z'],
    ['Europe/Berlin', '2026-07-01T10:00:00Z', '2026-07-01T12:00:00Z'],
    ['America/New_York', '2026-01-01T03:00:00Z', '2025-12-31T22:00:00Z'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '2026-01-01T05:45:00Z'],
    ['Australia/Lord_Howe', '2026-01-01T00:00:00Z', '2026-01-01T11:00:00Z'],
    ['Pacific/Kiritimati', '2026-01-01T10:00:00Z', '2026-01-02T00:00:00Z'],
    ['Asia/Manila', '1800-01-01T12:00:00Z', '1799-12-31T20:03:52Z'],
  ] as const) assert.equal(iso(wallAt(zone, at(instant))).slice(0, 16), wall.slice(0, 16), zone)
})

test('milliseconds are cut, not rounded, also before 1970', () => {
  assert.equal(iso(wallAt('Europe/Berlin', at('2026-07-01T10:00:00.999Z'))), '2026-07-01T12:00:00Z')
  assert.equal(firstAt('UTC', at('1969-12-31T23:30:00')), at('1969-12-31T23:30:00'))
})

/** Zone, wall time, first instant at which it is reached, last until which it is not passed. */
const instants: readonly (readonly [string, string, string, string])[] = [
  ['Europe/Berlin', '2026-07-01T02:00', '2026-07-01T00:00:00Z', '2026-07-01T00:00:00Z'],
  // Spring: 02:00 becomes 03:00 at 01:00Z.
  ['Europe/Berlin', '2026-03-29T01:59', '2026-03-29T00:59:00Z', '2026-03-29T00:59:00Z'],
  ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00:00Z', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00:00Z', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00Z', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29T03:30', '2026-03-29T01:30:00Z', '2026-03-29T01:30:00Z'],
  // Autumn: 03:00 becomes 02:00 at 01:00Z.
  ['Europe/Berlin', '2026-10-25T01:30', '2026-10-24T23:30:00Z', '2026-10-24T23:30:00Z'],
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
  ['Europe/Berlin', '2026-10-25T02:00', '2026-10-25T00:00:00Z', '2026-10-25T00:00:00Z'],
  ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00:00Z', '2026-10-25T02:00:00Z'],
  ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:00:00Z', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'],
  // Half an hour: 02:00 becomes 02:30 in October, 02:00 becomes 01:30 in April.
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30:00Z', '2026-10-03T15:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z'],
  // A whole day that never was.
  ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z'],
  ['Pacific/Apia', '2011-12-31T00:00', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z'],
  ['Pacific/Apia', '2011-12-29T23:00', '2011-12-30T09:00:00Z', '2011-12-30T09:00:00Z'],
]
for (const [zone, wall, first, last] of instants) test(`peers 27 ${zone} ${wall}`, () => {
  assert.equal(iso(firstAt(zone, at(wall))), first)
  assert.equal(iso(lastUntil(zone, at(wall))), last)
})

test('whatever the wall shows now is reached by now, and not passed before', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca']) {
    for (let minute = 0; minute < 366 * 24 * 60; minute += 347) {
      const now = at('2026-01-01T00:00:00') + minute * 60_000
      const wall = wallAt(zone, now)
      assert.ok(firstAt(zone, wall) <= now && now <= lastUntil(zone, wall), `${zone} ${iso(now)}`)
    }
  }
})
