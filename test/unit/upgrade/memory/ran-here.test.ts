import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastUse, migratedSince, ranBefore, ranHere } from '../../../../src/upgrade/memory/ran-here.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { TransactionRecord } from '../../../../src/upgrade/memory/records.ts'
import { aLife, digestIn, directoryIn, hourMs, liveIn, type Life } from '../../../support/a-life.ts'

const backFrom = ({ records, live }: Life): string | null => ranBefore(records, live)?.version ?? null
const versions = ({ records }: Life): readonly string[] => ranHere(records).map(({ version }) => version)

test('P15 the way back leads to what ran before the live version, by record and by bytes', () => {
  const life = aLife('1.0.0', '2.0.0')
  const before = ranBefore(life.records, life.live)
  assert.equal(before?.version, '1.0.0')
  assert.deepEqual(before?.files.map(({ sha256 }) => sha256), ['acme', 'acmed'].map((name) => digestIn('1.0.0', name)))
})

test('P15 after a pin-down: back to the higher version that ran, not to the next lower one', () => {
  assert.equal(backFrom(aLife('1.0.0', '1.1.0', '1.2.0', '1.0.0')), '1.2.0')
})

test('P15 after a release candidate: to the one that ran, and never to one that did not', () => {
  assert.equal(backFrom(aLife('1.1.0', '1.2.0-rc.1', '1.2.0')), '1.2.0-rc.1')
  assert.equal(backFrom(aLife('1.1.0', '1.2.0-rc.1!', '1.2.0')), '1.1.0')
})

test('P15 after a prune: what is not on the disk any more still ran, and what is there and never ran is no way back', () => {
  assert.equal(backFrom(aLife('1.0.0', '1.1.0', '1.2.0', '1.3.0')), '1.2.0')
})

test('P15 a version that was ill, or was never swapped in, was nobody\'s predecessor', () => {
  assert.equal(backFrom(aLife('1.0.0', '2.0.0!')), null)
  assert.equal(backFrom(aLife('1.0.0', '1.1.0', '2.0.0!', '2.0.1?')), '1.0.0')
})

test('P15 a release that was laid down over itself by force does not hide what ran before it', () => {
  assert.equal(backFrom(aLife('1.0.0', '1.1.0', '1.1.0')), '1.0.0')
})

test('P15 back from a rollback leads to what was left, as the record says', () => {
  assert.equal(backFrom(aLife('1.0.0', '2.0.0', '1.0.0')), '2.0.0')
})

test('P15 no way back from bytes that nobody recorded, or that carry a known name', () => {
  const { records } = aLife('1.0.0', '2.0.0')
  assert.equal(ranBefore(records, liveIn('3.0.0')), null)
  assert.equal(ranBefore(records, { ...liveIn('2.0.0'), sha256: liveIn('2.0.1').sha256 }), null)
  assert.equal(ranBefore([], liveIn('1.0.0')), null)
})

test('everything that was live here, the last to run first; what was only tried is not among it', () => {
  assert.deepEqual(versions(aLife('1.0.0', '1.1.0', '2.0.0!', '1.2.0', '1.0.0')), ['1.0.0', '1.2.0', '1.1.0'])
  assert.deepEqual(ranHere([{ transaction: 'damaged', state: null }]), [])
})

test('a release ran until the transaction that left it began, or to the end of one that did not come to that', () => {
  const life = aLife('1.0.0', '1.1.0', '2.0.0!')
  assert.deepEqual(ranHere(life.records).map(({ version, lastRanMs }) => [version, lastRanMs]), [['1.1.0', life.beganMs(1) + hourMs], ['1.0.0', life.beganMs(0)]])
})

test('where a release was laid down is known from then on, also where what is live has a path of its own', () => {
  const [first, second] = [aLife('1.0.0', '1.1.0'), aLife('1.1.0', '1.2.0')]
  const moved = first.records.map((record) => (record.state === null ? record : { ...record, state: { ...record.state, plan: { ...record.state.plan, to: { ...record.state.plan.to, directory: `${directoryIn('1.1.0')}~00ff` } } } }))
  assert.equal(ranHere([...moved, ...second.records]).find(({ version }) => version === '1.1.0')?.directory, `${directoryIn('1.1.0')}~00ff`)
})

test('P16 what was tried counts from its last trial, what was refused before the swap does not count', () => {
  const life = aLife('1.0.0', '2.0.0!', '3.0.0?')
  assert.deepEqual([...lastUse(life.records)], [[directoryIn('1.0.0'), life.beganMs(1) + hourMs], [directoryIn('2.0.0'), life.beganMs(0) + hourMs]])
})

/** The same history, in which the release of this number migrated the data; `stuck`: and was left in its place, unproven. */
function migrating({ records }: Life, number: number, ended: 'upgraded' | 'stuck' = 'upgraded', undo: 'stay' | 'none' = 'stay'): readonly TransactionRecord[] {
  return records.map((record, index) => {
    const { state } = record
    if (index !== number || state === null || state.closed === null) return record
    const plan: Plan = { ...state.plan, units: [{ name: 'acme.service', restart: 'restart', then: 'restart' }], ...(undo === 'stay' ? { data: { undo } } : {}) }
    return { ...record, state: ended === 'upgraded' ? { ...state, plan } : { ...state, plan, confirmed: 'no', closed: { ...state.closed, outcome: 'stuck' } } }
  })
}

test('g31 what ran before a version that had to stay is found, though nobody called that version good', () => {
  const life = aLife('1.0.0', '2.0.0')
  assert.equal(ranBefore(migrating(life, 0, 'stuck'), life.live)?.version, '1.0.0')
  assert.deepEqual(ranHere(migrating(life, 0, 'stuck')).map(({ version }) => version), ['1.0.0'])
  assert.equal(ranBefore(migrating(life, 0, 'stuck', 'none'), life.live), null, 'stuck of another kind: nobody knows what lies there')
})

test('g31 which release migrated the data since a version was live', () => {
  const life = aLife('1.0.0', '1.1.0', '2.0.0', '2.1.0')
  const since = (records: readonly TransactionRecord[], version: string): string | null => migratedSince(records, version)?.version ?? null
  assert.deepEqual(['1.0.0', '1.1.0', '2.0.0', '0.9.0'].map((version) => since(migrating(life, 1), version)), ['2.0.0', '2.0.0', null, '2.0.0'])
  assert.equal(since(life.records, '1.0.0'), null)
  assert.equal(since(migrating(aLife('1.0.0', '2.0.0'), 0, 'stuck'), '1.0.0'), '2.0.0')
  assert.equal(since(migrating(aLife('1.0.0', '2.0.0!', '1.1.0'), 0), '1.0.0'), null, 'what was put back counts for nothing')
  assert.equal(since(migrating(aLife('1.0.0', '2.0.0', '1.0.0', '1.1.0'), 0), '1.0.0'), null, 'somebody went back over it already')
})
