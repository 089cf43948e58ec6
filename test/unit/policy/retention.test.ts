import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lettingGo, type OnDisk, type Retention } from '../../../src/policy/retention.ts'

const dayMs = 24 * 60 * 60_000
const nowMs = 100 * dayMs

/** `2.0.0: 3` ran last 3 days ago; `waits 3` was laid down 3 days ago, and never ran. */
function found(ages: Readonly<Record<string, number | string>>): readonly OnDisk[] {
  return Object.entries(ages).map(([directory, age]) => (typeof age === 'number'
    ? { directory, lastRanMs: nowMs - age * dayMs, laidDownMs: nowMs - 50 * dayMs }
    : { directory, lastRanMs: null, laidDownMs: nowMs - Number(age.replace('waits ', '')) * dayMs }))
}

const letGo = (ages: Parameters<typeof found>[0], changes: Partial<Retention> = {}): readonly string[] =>
  lettingGo(found(ages), { releasesMax: 3, ageMsMax: null, nowMs, spared: new Set(['2.0.0', '1.0.0']), waitingMax: 0, ...changes })

test('P16 by count, the live one and the last good among them; the oldest goes first', () => {
  assert.deepEqual(letGo({ '2.0.0': 0, '1.0.0': 1, '0.9.0': 5, '0.8.0': 9, '0.7.0': 20 }), ['0.7.0', '0.8.0'])
  assert.deepEqual(letGo({ '2.0.0': 0, '1.0.0': 1, '0.9.0': 5 }), [])
})

test('P16 3.7-4 the last to run stays, not the highest version: a version that was gone back to is newer than the one that was left', () => {
  assert.deepEqual(letGo({ '2.0.0': 0, '1.0.0': 1, '9.0.0': 30, '0.9.0': 2 }), ['9.0.0'])
})

test('P16 3.7-4 nor the one whose files are the youngest', () => {
  const releases: readonly OnDisk[] = [{ directory: 'a', lastRanMs: 10, laidDownMs: 1 }, { directory: 'b', lastRanMs: 5, laidDownMs: 99 }]
  assert.deepEqual(lettingGo(releases, { releasesMax: 1, ageMsMax: null, nowMs: 100, spared: new Set(), waitingMax: 0 }), ['b'])
})

test('P16 never the live one, never the last good, even if none should be kept and all are too old', () => {
  assert.deepEqual(letGo({ '2.0.0': 90, '1.0.0': 91, '0.9.0': 5 }, { releasesMax: 0, ageMsMax: 7 * dayMs }), ['0.9.0'])
})

test('P16 by age: seven days, whatever the number', () => {
  const week = { releasesMax: 9, ageMsMax: 7 * dayMs }
  assert.deepEqual(letGo({ '2.0.0': 0, '1.0.0': 1, '0.9.0': 7, '0.8.0': 8, '0.7.0': 80 }, week), ['0.7.0', '0.8.0'])
})

test('P16 a clock that went back lets nothing go by age', () => {
  assert.deepEqual(letGo({ '2.0.0': 0, '1.0.0': 1, '0.9.0': -400 }, { ageMsMax: 7 * dayMs }), [])
})

test('what nobody recorded goes before what ran, the longest there first', () => {
  assert.deepEqual(letGo({ '2.0.0': 0, '1.0.0': 1, '3.0.0': 'waits 1', 'by hand': 'waits 40', '0.9.0': 60 }), ['by hand', '3.0.0'])
})

test('I7 one release that waits for a gate stays beside the others, and only one', () => {
  const ages = { '2.0.0': 0, '1.0.0': 1, '0.9.0': 5, '3.0.0': 'waits 2', '3.1.0': 'waits 1' }
  assert.deepEqual(letGo(ages, { waitingMax: 1 }), ['3.0.0'])
  assert.deepEqual(letGo({ ...ages, '3.1.0': 'waits 8' }, { waitingMax: 1, ageMsMax: 7 * dayMs }), ['3.1.0'])
})
