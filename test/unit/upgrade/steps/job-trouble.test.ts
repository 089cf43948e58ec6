import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EndedJob, jobTrouble } from '../../../../src/upgrade/steps/job-trouble.ts'
import { aUnit } from '../../../support/readings.ts'

const before = { name: 'a.service', invocationId: 'f'.repeat(32), mainStartedUs: 1 }
const job = (differs: Partial<EndedJob>): string => jobTrouble({ unit: 'a.service', ended: { result: 'failed', downtimeMs: null }, patience: 'left', waitedMs: 90_000, reported: null, state: null, before, ...differs })

test('g01 a job that failed is told by what became of the unit', () => {
  assert.equal(job({ state: aUnit({ activeState: 'failed', result: 'exit-code', mainStatus: 1 }) }), "unit 'a.service' failed: exit status 1")
  assert.equal(job({ state: aUnit({ activeState: 'failed', result: 'exit-code', mainStatus: 1 }), before: null }), "unit 'a.service' failed: exit status 1")
  assert.equal(job({}), "the restart of unit 'a.service' ended with 'failed'")
})
test('g06, g09 who cancelled it, and after how long', () => {
  const ended = { result: 'canceled', downtimeMs: null } as const
  assert.equal(job({ ended, patience: 'ours' }), "unit 'a.service' had not started after 90 s, and was not waited for any longer")
  assert.equal(job({ ended, patience: 'ours', waitedMs: 600_000, reported: 'migrating 7/10' }), "unit 'a.service' had not started after 600 s (extended while it reported progress: 'migrating 7/10'), and was not waited for any longer")
  assert.equal(job({ ended }), "somebody else cancelled the restart of unit 'a.service'")
})
test('g28 which dependency failed, where that is known', () => {
  assert.equal(job({ ended: { result: 'dependency', downtimeMs: null, because: "'b.service' (exit status 1)" } }), "a unit that 'a.service' requires failed: 'b.service' (exit status 1)")
  assert.equal(job({ ended: { result: 'dependency', downtimeMs: null } }), "a unit that 'a.service' requires failed")
})
test('F31 any other end is told with the unit, and by its own name', () => {
  assert.equal(job({ ended: { result: 'assert', downtimeMs: null }, state: aUnit({ activeState: 'inactive', subState: 'dead' }) }), "unit 'a.service' is stopped (its job ended with 'assert')")
  // The unit looks well, and still its job did not end well: nothing is glossed over.
  assert.equal(job({ ended: { result: 'skipped', downtimeMs: null }, state: aUnit({ mainStartedUs: 9 }) }), "the restart of unit 'a.service' ended with 'skipped'")
})
