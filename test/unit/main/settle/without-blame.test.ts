import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutBlame } from '../../../../src/main/settle/without-blame.ts'
import type { Entry } from '../../../../src/upgrade/journal/entry.ts'
import { fold, type TransactionState } from '../../../../src/upgrade/journal/fold.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aReport } from '../../../support/scripted-world.ts'

const trouble = { code: 'STUCK', messages: ['x'], next: null } as const
function stateWith(...entries: readonly Entry[]): TransactionState {
  return fold([{ entry: 'planned', plan: aPlan() } as const, ...entries].map((entry, index) => ({ number: index + 1, atMs: 1, entry })))
}
const next = (outcome: 'stuck' | 'rolled-back' | 'refused', state: TransactionState): string | null => withoutBlame(aReport({ outcome, trouble }), state)?.next ?? null
const failed = (code: 'TEMPORARY' | 'ROLLED_BACK'): readonly Entry[] => [{ entry: 'began', step: 'lease' }, { entry: 'failed', step: 'lease', code, message: 'x' }]

test('f08 whoever stopped the daemon reads how to start it, and that nothing is held against the version', () => {
  const state = stateWith({ entry: 'noted', about: 'stopped', unit: 'acme.service', invocation: 'i' })
  assert.equal(next('stuck', state), 'nothing is held against 2.0.0; when you are ready: systemctl start acme.service')
  assert.equal(next('stuck', stateWith()), null)
})
test('what was rolled back and not judged is not held against it', () => {
  assert.equal(next('rolled-back', stateWith(...failed('TEMPORARY'))), 'nothing is held against 2.0.0; upgrade again when the reason is gone')
})
test('refused because of something that passes: by that code it is tried again', () => {
  const refused = aReport({ outcome: 'refused', trouble: { ...trouble, code: 'REFUSED' } })
  assert.deepEqual([withoutBlame(refused, stateWith(...failed('TEMPORARY')))?.code, withoutBlame(refused, stateWith(...failed('ROLLED_BACK')))?.code], ['TEMPORARY', 'REFUSED'])
})
