import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfDisabled, textOfEnabled } from '../../../../src/cli/screens/enabled.ts'
import { anEnabledReport } from '../../../support/scripted-world.ts'

const { schedule } = anEnabledReport()

test('how often, when, what, and when next', () => {
  assert.equal(textOfEnabled(anEnabledReport()), `acme: upgrades by itself from now on
  every     6 h
  window    Sat 02:00-05:00 Europe/Berlin
  next run  2026-11-22 01:12:13 UTC
  unit      app-upgrade-auto@acme.timer
  unit      app-upgrade-pin@acme.path
`)
})

test('only looking, as before, and a switch that is off are said', () => {
  assert.match(textOfEnabled(anEnabledReport({ changed: 'no', schedule: { ...schedule, state: 'check-only' } })), /^acme: looks for releases by itself, and takes none, as before\n/)
  const off = textOfEnabled(anEnabledReport({ schedule: { ...schedule, state: 'switched-off', off: "switched off by '/etc/app-upgrade/no-auto'", nextRunMs: null, windows: [] }, notes: ['only while you are logged in'] }))
  assert.match(off, /windows {3}none: at any time\n {2}next run {2}none is planned\n[^]*note {6}switched off by '\/etc\/app-upgrade\/no-auto'\n {2}note {6}only while you are logged in\n$/)
})

test('disabled, and disabled before', () => {
  assert.equal(textOfDisabled(anEnabledReport({ everyMs: null })), 'acme: nothing happens by itself any more\n')
  assert.equal(textOfDisabled(anEnabledReport({ changed: 'no', everyMs: null })), 'acme: nothing happened by itself before, either\n')
})
