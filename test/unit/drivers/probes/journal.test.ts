import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { journal } from '../../../../src/drivers/probes/journal.ts'
import type { JournalSight } from '../../../../src/systemd/system-journal.ts'
import type { Sight } from '../../../../src/systemd/watch-unit.ts'
import { oldRun, newRun, thirdRun, aUnit } from '../../../support/readings.ts'
import { outcomesOf, readingsOf, someTools, type Machinery } from '../../../support/probe-tools.ts'

const line = (text: string, priority = 6, from: 'unit' | 'manager' = 'unit'): JournalSight => ({ kind: 'message', message: { text, priority, from, invocationId: null, atMs: 0 } })
const run = (invocationId: string): Sight => ({ kind: 'state', state: aUnit({ invocationId }) })
const settings = { kind: 'journal', must_appear: ['^ready$'], must_not_appear: ['panic'], never: 'crit' }
const started = line('Started jaco', 6, 'manager')
async function last(machinery: Machinery, more: object = {}, count = 3): Promise<string> {
  return outcomesOf(await readingsOf(journal.make({ ...settings, ...more }, someTools({ ticks: 30, ...machinery }).tools), count)).at(-1) ?? ''
}

test('a pattern that must appear: ill until it does', async () => {
  const outcomes = outcomesOf(await readingsOf(journal.make(settings, someTools({ ticks: 30, lines: () => [started, line('loading'), line('ready')] }).tools), 12))
  assert.match(outcomes[0] ?? '', /^unknown: the system journal holds nothing of this run yet/)
  assert.ok(outcomes.includes('ill: /^ready$/ has not appeared in the system journal'))
  assert.equal(outcomes.at(-1), 'well: the system journal is as it should be')
})
test('a pattern or priority that must never appear is fatal, with the line', async () => {
  assert.equal(await last({ lines: () => [started, line('a panic: nil')] }, {}, 10), 'fatal: /panic/ appeared in the system journal: a panic: nil')
  assert.equal(await last({ lines: () => [started, line('disk', 2)] }, {}, 10), 'fatal: a line of priority crit appeared in the system journal: disk')
  assert.match(await last({ lines: () => [started, line('ready', 3)] }, {}, 10), /^well/)
})
test('F34 what the manager says is no word of the daemon\'s', async () => {
  assert.match(await last({ lines: () => [line('ready', 6, 'manager')] }, {}, 10), /^ill/)
  assert.match(await last({ lines: () => [line('panic', 1, 'manager'), line('ready')] }, {}, 10), /^well/)
})
test('F33 nothing of the run in the journal, or journalctl ended: unknown, even when nothing must appear', async () => {
  assert.match(await last({ lines: () => [] }, { must_appear: [] }, 10), /^unknown/)
  assert.equal(await last({ lines: () => [started, line('ready'), { kind: 'ended', because: 'journalctl ended' }] }, {}, 10), 'unknown: journalctl ended')
})
test('f09 only the new run counts, and each run anew', async () => {
  const lines = (invocation: string): readonly JournalSight[] => (invocation === oldRun ? [line('panic')] : invocation === newRun ? [started, line('ready')] : [started])
  assert.match(await last({ sights: () => [run(oldRun), run(newRun)], lines }, {}, 12), /^well/)
  assert.match(await last({ sights: () => [run(newRun), run(thirdRun)], lines }, {}, 20), /^ill/)
  assert.match(await last({ sights: () => [run(oldRun)], lines }, {}, 12), /^unknown/)
})
test('settings that ask for nothing, or for a pattern that could run for ever', () => {
  const issues = (more: object): string => v.safeParse(journal.schema, { kind: 'journal', ...more }).issues?.[0].message ?? 'none'
  assert.match(issues({}), /asks for nothing/)
  assert.match(issues({ must_appear: ['(a+)+'] }), /repeats a group/)
  assert.match(issues({ never: 'loud' }), /must be one of emerg/)
  assert.equal(issues({ never: 'err' }), 'none')
})
