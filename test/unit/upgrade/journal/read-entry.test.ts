import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../../../../src/upgrade/journal/entry.ts'
import { readEntry } from '../../../../src/upgrade/journal/read-entry.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { throwsFailure } from '../../../support/throws.ts'

const entries: readonly Entry[] = [
  { entry: 'planned', plan: aPlan() }, { entry: 'began', step: 'lease' }, { entry: 'ended', step: 'prune' }, { entry: 'undoing', step: 'swap' }, { entry: 'undone', step: 'swap' },
  { entry: 'failed', step: 'watch', code: 'ROLLED_BACK', message: 'ill' }, { entry: 'noted', about: 'downtime', unit: 'a', milliseconds: 1 },
  { entry: 'noted', about: 'system-journal', unit: 'a', lines: ['x'] }, { entry: 'noted', about: 'stopped', unit: 'a', invocation: 'i' }, { entry: 'noted', about: 'replaced', path: '/a' }, { entry: 'noted', about: 'way-back', proof: 'deferred' }, { entry: 'confirmed' },
  { entry: 'noted', about: 'boot', id: '1' }, { entry: 'noted', about: 'restoring' }, { entry: 'noted', about: 'somebody', unit: 'a', invocation: 'i', live: 'new' },
  { entry: 'noted', about: 'mended', by: 'root' }, { entry: 'noted', about: 'left-down', unit: 'a', invocation: 'i' },
  { entry: 'closed', outcome: 'stuck', running: null, reason: 'x', downtimeMs: null },
  { entry: 'probation', stage: 'began', untilMs: 9 }, { entry: 'probation', stage: 'ended', how: 'crashed', because: 'it died' }, { entry: 'probation', stage: 'ended', how: 'passed', because: null },
]

for (const entry of entries) {
  test(`'${entry.entry}' is read as it was written`, () => {
    assert.deepEqual(readEntry(3, JSON.parse(JSON.stringify({ atMs: 7, ...entry }))), { number: 3, atMs: 7, entry })
  })

  test(`'${entry.entry}' is not read without each of its keys`, () => {
    for (const key of Object.keys(entry)) throwsFailure('DATA', /entry 3 .* does not know/, () => readEntry(3, { atMs: 7, ...entry, [key]: undefined }))
    throwsFailure('DATA', /does not know/, () => readEntry(3, entry))
  })
}

test('what this version does not know is not guessed at', () => {
  const strange: readonly unknown[] = [
    null, 'text', [], {}, { atMs: 1, entry: 'paused' }, { atMs: 1, entry: 'began', step: 'dance' }, { atMs: 1, entry: 'noted', about: 'weather' }, { atMs: 1, entry: 'noted', about: 'restoring', runs: [{ unit: 'a' }] }, { atMs: 1, entry: 'noted', about: 'somebody', unit: 'a', invocation: 'i', live: 'old' }, { atMs: 1, entry: 'closed', outcome: 'great', running: null, reason: null, downtimeMs: null },
    { atMs: 1, entry: 'failed', step: 'watch', code: 'toString', message: 'x' }, { atMs: 1, entry: 'planned', plan: { ...aPlan(), schema: 2 } }, { atMs: 1, entry: 'planned', plan: { ...aPlan(), files: [] } },
  ]
  for (const body of strange) throwsFailure('DATA', /does not know/, () => readEntry(3, body))
})

test('what had run when the daemon was stopped may be written down, or not', () => {
  const entry: Entry = { entry: 'noted', about: 'restoring', runs: [{ unit: 'a', invocation: '' }] }
  assert.deepEqual(readEntry(3, { atMs: 7, ...entry }).entry, entry)
})

test('a probation says either how long, or how it ended', () => {
  const strange: readonly unknown[] = [
    { stage: 'began' }, { stage: 'began', untilMs: 'soon' }, { stage: 'ended', how: 'slept', because: null }, { stage: 'ended', how: 'passed' }, { stage: 'paused', untilMs: 1, how: 'passed', because: null },
  ]
  for (const body of strange) throwsFailure('DATA', /does not know/, () => readEntry(3, { atMs: 1, entry: 'probation', ...(body as object) }))
})
