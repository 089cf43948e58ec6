import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseWindow } from '../../../../src/formats/window.ts'
import { notAtThisHour } from '../../../../src/main/unattended/not-at-this-hour.ts'
import { aThinkingHost } from '../../../support/a-thinking-host.ts'

/** A window of one hour that is open now, or twelve hours from now. */
function windowIn(hours: number): ReturnType<typeof parseWindow> {
  const two = (hour: number): string => String((hour + 24) % 24).padStart(2, '0')
  const hour = new Date().getUTCHours() + hours
  return parseWindow(`${two(hour)}:00-${two(hour + 2)}:00 UTC`)
}

test('outside of its windows it says which, and when the next one opens', async (t) => {
  const { app } = await aThinkingHost(t, { listing: null, rules: { windows: [windowIn(12)] } })
  assert.match((await notAtThisHour(app)) ?? '', /^no window is open \(\d\d:00-\d\d:00 UTC\); the next opens /)
})

test('in a window, or without any, nothing is in the way; nor are switches', async (t) => {
  for (const windows of [[windowIn(0)], []]) assert.equal(await notAtThisHour((await aThinkingHost(t, { listing: null, rules: { windows, auto: 'no' } })).app), null)
})
