import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newest, textOfHistory } from '../../../../src/cli/screens/history.ts'
import { finalEventIds } from '../../../../src/cli/final-event-ids.ts'
import { finalEventOf } from '../../../../src/cli/words/final-event.ts'
import type { FailureCode } from '../../../../src/errors.ts'
import type { Report } from '../../../../src/upgrade/report.ts'
import { aReport, anItem } from '../../../support/scripted-world.ts'

test('newest first, whatever order they came in, and no more than asked for', () => {
  const items = ['2', '1', '3'].map((transaction) => anItem({ transaction }))
  assert.deepEqual(newest(items, 2).map((item) => item.transaction), ['3', '2'])
  assert.deepEqual(items.map((item) => item.transaction), ['2', '1', '3'])
})

test('why it ended is told, and else why it was begun', () => {
  assert.match(textOfHistory([anItem({ because: 'HTTP 503', reason: 'ticket' })]), /HTTP 503\n$/)
  assert.match(textOfHistory([anItem({ reason: 'ticket' })]), /ticket\n$/)
  assert.equal(textOfHistory([]), 'no upgrade yet\n')
})

test('P12 what force passed over is told in each line', () => {
  assert.match(textOfHistory([anItem({ reason: 'ticket', forced: ['no room', 'a job runs'] })]), /ticket; forced: no room; forced: a job runs\n$/)
})

test('how its probation went stands behind it', () => {
  const untilMs = Date.UTC(2026, 10, 22)
  for (const [how, because, says] of [[null, null, 'on probation until 2026-11-22 00:00:00 UTC'], ['passed', null, 'passed its probation'], ['crashed', 'exit status 3', 'died within its probation: exit status 3'], ['left', null, 'left before its probation was over']] as const) {
    assert.ok(textOfHistory([anItem({ reason: 'ticket', probation: { untilMs, how, because } })]).endsWith(`ticket; ${says}\n`), says)
  }
})

test('who began it, and how long the daemon did not run, stand in every line', () => {
  for (const actor of ['timer', 'inbox', 'root (uid 0), at a terminal']) assert.match(textOfHistory([anItem({ actor, downtimeMs: 4000 })]), new RegExp(`4 s +${actor.replaceAll(/[()]/g, String.raw`\$&`)}`))
})

/** Also of what never became a transaction: that is in the system journal alone, by its final event. */
test('P18 every outcome leaves a line in the history or a final event, and every final event is some outcome\'s', () => {
  for (const outcome of ['upgraded', 'rolled-back', 'refused', 'stuck', 'open', 'damaged'] as const) assert.match(textOfHistory([anItem({ outcome, because: 'because' })]), new RegExp(` ${outcome.replace('-', ' ')} .*because\n$`))
  const trouble = (code: FailureCode): Report['trouble'] => ({ code, messages: ['why'], next: null })
  const ended: readonly Partial<Report>[] = [
    ...(['upgraded', 'swapped', 'nothing', 'planned', 'rolled-back', 'stuck', 'crashed'] as const).map((outcome) => ({ outcome })),
    { outcome: 'refused', trouble: trouble('REFUSED') }, { outcome: 'failed', trouble: trouble('UNAVAILABLE') }, { outcome: 'failed', trouble: trouble('TAMPERED') },
  ]
  const events = ended.map((report) => finalEventOf(aReport(report)) ?? {})
  assert.deepEqual(new Set(events.map((event) => event['MESSAGE_ID'])), new Set(Object.values(finalEventIds)))
  for (const event of events) assert.match(event['MESSAGE'] ?? '', /acme/)
})
