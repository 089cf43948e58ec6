import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finalEventFields } from '../../../../src/cli/final-event-ids.ts'
import { lastRunOf } from '../../../../src/main/tell/after-event.ts'

const fields = (next: string | null): Readonly<Record<string, string>> => ({ [finalEventFields.reason]: 'a gate says no', APP_UPGRADE_REPORT: JSON.stringify({ downtimeMs: null, trouble: { code: 'REFUSED', messages: ['a gate says no'], next } }) })

test('P17 a refusal is remembered with its reason and its remedy, printable; without a remedy with none', () => {
  assert.deepEqual(lastRunOf('refused', fields('mend\x1bit'), 7), { atMs: 7, event: 'refused', transaction: null, downtimeMs: null, because: 'a gate says no', next: 'mend\\x1bit' })
  assert.equal('next' in lastRunOf('refused', fields(null), 7), false)
  assert.equal('next' in lastRunOf('failed', { APP_UPGRADE_REPORT: '{"trouble":null}' }, 7), false)
})

test('of a transaction its journal tells, which is not for everybody', () => {
  const { because, next } = lastRunOf('rolled-back', { ...fields('x'), [finalEventFields.transaction]: 't1' }, 7)
  assert.deepEqual([because, next], [null, undefined])
})
