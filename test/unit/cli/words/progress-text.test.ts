import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOfAStart, readFetching, statusOf, textOfShown, topicOf } from '../../../../src/cli/words/progress-text.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'
import { stepsAfterwards, stepsBefore } from '../../../../src/upgrade/journal/entry.ts'
import { aUnit } from '../../../support/readings.ts'

const fetching = { kind: 'fetching', artifact: 'jaco-v0.2.0-linux-amd64.tar.gz', receivedBytes: 12.3 * 2 ** 20, sizeBytes: 30 * 2 ** 20 } as const

test('a download says its name, amount and percentage, and can be read back from the status line', () => {
  const text = 'fetching jaco-v0.2.0-linux-amd64.tar.gz 12.3 of 30.0 MiB (41 %)'
  assert.equal(statusOf(fetching), text)
  assert.deepEqual(readFetching(text), { what: 'fetching jaco-v0.2.0-linux-amd64.tar.gz', amount: '12.3 of 30.0 MiB', percent: 41 })
})

test('a download of unknown size has no percentage', () => {
  assert.deepEqual(readFetching(statusOf({ ...fetching, sizeBytes: null })), { what: 'fetching jaco-v0.2.0-linux-amd64.tar.gz', amount: '12.3 MiB', percent: null })
  assert.equal(readFetching('watching the new version'), null)
})

test('the topic of a download stays the same while it goes on', () => {
  assert.equal(topicOf(fetching), topicOf({ ...fetching, receivedBytes: 0 }))
  assert.equal(topicOf({ kind: 'status', text: statusOf(fetching) }), topicOf(fetching))
})

test('readings and ends of steps are no topics', () => {
  assert.equal(topicOf({ kind: 'step', step: 'swap', stage: 'ended' }), null)
  assert.equal(topicOf({ kind: 'reading', reading: { kind: 'sample', probe: 'http', atMs: 1, outcome: 'ill', detail: 'HTTP 503' } }), null)
  assert.equal(topicOf({ kind: 'status', text: 'watching, http: ill, HTTP 503' }), null)
})

test('every step has words of its own for each stage', () => {
  for (const step of [...stepsBefore, ...stepsAfterwards]) {
    const texts = (['began', 'ended', 'undoing', 'undone', 'not-undone', 'failed'] as const).map((stage) => statusOf({ kind: 'step', step, stage }))
    assert.ok(texts.every((text) => text.length > 5 && !text.startsWith(`undoing ${step}`)), texts.join(', '))
  }
  const failed = (stage: 'failed' | 'not-undone'): string => statusOf({ kind: 'step', step: 'snapshot', stage })
  assert.deepEqual([failed('failed'), failed('not-undone')], ['taking a snapshot of the data: failed', 'restoring the data, if the new version may have run: failed'])
  assert.equal(statusOf({ kind: 'step', step: 'new\x1b', stage: 'undoing' }), 'undoing new\\x1b')
})

test('a reading of a unit says its state and restarts', () => {
  const unit = {
    name: 'acme.service', loadState: 'loaded', activeState: 'activating', subState: 'auto-restart', result: 'exit-code', invocationId: '', restarts: 2, mainPid: 0, mainStatus: 1,
    mainStartedUs: 0, activeEnteredUs: 0, activeLeftUs: 0, unitFileState: 'enabled', needDaemonReload: 'no', statusText: '', executable: null,
  } as const
  assert.equal(statusOf({ kind: 'reading', reading: { kind: 'unit', probe: 'unit', atMs: 1, unit } }), 'watching, unit: acme.service is activating (auto-restart), 2 restarts')
})

test('a unit that is starting is quoted, in lines of its own; one that is watched, beside its state', () => {
  const reading = (differs: Partial<UnitState>) => ({ kind: 'reading', reading: { kind: 'unit', probe: 'unit', atMs: 1, unit: aUnit(differs) } } as const)
  const starts = reading({ activeState: 'activating', subState: 'start', statusText: 'migrating\x1b 3/10' })
  assert.equal(statusOf(starts), 'starting, jaco.service says: migrating\\x1b 3/10')
  assert.deepEqual([topicOf(starts), isOfAStart(statusOf(starts))], [statusOf(starts), true])
  assert.equal(topicOf({ kind: 'status', text: statusOf(starts) }), statusOf(starts))
  const runs = reading({ statusText: 'warming up' })
  assert.equal(statusOf(runs), 'watching, unit: jaco.service is active (running), 0 restarts; it says: warming up')
  assert.deepEqual([topicOf(runs), topicOf(reading({ activeState: 'activating' })), isOfAStart(statusOf(runs))], [null, null, false])
})

test('foreign text is printable in every kind of event', () => {
  const hostile = 'x\x1b[2J\ny'
  for (const text of [
    statusOf({ kind: 'found', version: hostile, origin: 'https://u:secret@h/?secret' }), statusOf({ kind: 'verified', artifact: hostile, grounds: [hostile] }),
    statusOf({ kind: 'shelved', artifact: hostile, sha256: 'ab' }), statusOf({ kind: 'note', text: hostile }), textOfShown({ kind: 'status', text: hostile }),
    statusOf({ kind: 'restarted', unit: hostile, result: 'done', downtimeMs: null }), statusOf({ ...fetching, artifact: hostile }),
  ]) assert.doesNotMatch(text, /[\x1b\n]|secret/)
})
