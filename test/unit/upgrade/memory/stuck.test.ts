import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Closed, Outcome } from '../../../../src/upgrade/journal/entry.ts'
import type { TransactionState } from '../../../../src/upgrade/journal/fold.ts'
import type { LastRun } from '../../../../src/upgrade/memory/last-run.ts'
import type { TransactionRecord } from '../../../../src/upgrade/memory/records.ts'
import { stuckSince } from '../../../../src/upgrade/memory/stuck.ts'

const closed = (transaction: string, outcome: Outcome, latestAtMs: number): TransactionRecord => ({ transaction, state: { latestAtMs, closed: { entry: 'closed', outcome, running: null, reason: null, downtimeMs: null } satisfies Closed } as TransactionState })
const open = (transaction: string): TransactionRecord => ({ transaction, state: { latestAtMs: 1, closed: null } as TransactionState })
const damaged = (transaction: string): TransactionRecord => ({ transaction, state: null })
const told = (transaction: string): LastRun => ({ atMs: 77, event: 'stuck', transaction, downtimeMs: null, because: null })

test('nothing ever happened: not stuck', () => assert.equal(stuckSince([], null), null))
test('the newest transaction ended stuck', () => assert.equal(stuckSince([closed('1', 'upgraded', 10), closed('2', 'stuck', 20)], null), 20))
test('a later one that was refused changes nothing', () => assert.equal(stuckSince([closed('1', 'stuck', 20), closed('2', 'refused', 30)], null), 20))
for (const outcome of ['upgraded', 'rolled-back'] as const) test(`a later one that ended ${outcome} settles it`, () => assert.equal(stuckSince([closed('1', 'stuck', 20), closed('2', outcome, 30)], told('1')), null))
test('open: at work, unless its last run said that it is stuck', () => {
  assert.equal(stuckSince([closed('1', 'upgraded', 10), open('2')], null), null)
  assert.equal(stuckSince([open('2')], told('1')), null)
  assert.equal(stuckSince([open('2')], told('2')), 77)
  assert.equal(stuckSince([open('2')], { ...told('2'), event: 'failed' }), null)
})
test('damaged: a person is needed, whether somebody wrote down since when or not', () => {
  assert.equal(stuckSince([damaged('2')], told('2')), 77)
  assert.equal(stuckSince([damaged('2')], null), 0)
  assert.equal(stuckSince([damaged('2'), closed('3', 'upgraded', 30)], told('2')), null)
})
