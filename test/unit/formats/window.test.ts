import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseWindow } from '../../../src/formats/window.ts'
import { throwsFailure } from '../../support/throws.ts'

const zoneOf = (zone: string): string | null => parseWindow(`Sat 02:00-05:00 ${zone}`).zone

test('days, minutes, zone, and the text as it was written', () => {
  assert.deepEqual(parseWindow(' Mon..Wed,Sat 22:00-04:30 Europe/Berlin '), { days: [1, 2, 3, 6], fromMinute: 1320, toMinute: 270, zone: 'Europe/Berlin', text: 'Mon..Wed,Sat 22:00-04:30 Europe/Berlin' })
  assert.deepEqual(parseWindow('02:00-05:00').days, [0, 1, 2, 3, 4, 5, 6])
  assert.equal(parseWindow('02:00-05:00').zone, null)
})

test('a zone is spelled as its file is: systemd passes over a time in a zone that it cannot find, and nothing would begin in that window', () => {
  for (const zone of ['europe/berlin', 'EUROPE/BERLIN', 'Europe/Berlin']) assert.equal(zoneOf(zone), 'Europe/Berlin')
  assert.equal(zoneOf('utc'), 'UTC')
  assert.equal(zoneOf('america/port-au-prince'), 'America/Port-au-Prince')
})

test('another name of a zone stays what it is; one that nobody knows how to spell is refused', () => {
  for (const zone of ['US/Pacific', 'Etc/GMT+1', 'America/Argentina/ComodRivadavia', 'GB']) assert.equal(zoneOf(zone), zone)
  for (const zone of ['us/pacific', 'US/PACIFIC', 'gb']) throwsFailure('DATA', /spelled/, () => zoneOf(zone))
})

test('what is no time of the week is refused, whatever it would add to a unit file', () => {
  for (const text of ['', 'Sat', 'Sat 2:00-5:00', 'Sat 02:00-02:00', '24:00-02:00', '02:00-24:01', 'Foo 02:00-05:00', 'Sat 02:00-05:00 Mars/Olympus', 'Sat 02:00-05:00 UTC\nExecStart=/bin/sh', 'Sat 02:00-05:00 %h']) throwsFailure('DATA', /is not a time of the week/, () => parseWindow(text))
})
