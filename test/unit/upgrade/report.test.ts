import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyReport, reportOfClosed } from '../../../src/upgrade/report.ts'
import { aPlan } from '../../support/a-plan.ts'

const closed = { entry: 'closed', running: '1.0.0', reason: 'unit failed', downtimeMs: 900 } as const

test('a report that says nothing names nobody', () => {
  assert.deepEqual(Object.entries(emptyReport('acme', 'nothing')).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)), [['app', 'acme'], ['outcome', 'nothing']])
})

test('an upgrade that went well has no trouble', () => {
  const report = reportOfClosed(aPlan(), { ...closed, outcome: 'upgraded', running: '2.0.0', reason: null })
  assert.deepEqual([report.trouble, report.from, report.to, report.running], [null, '1.0.0', '2.0.0', '2.0.0'])
})

for (const [outcome, code] of [['rolled-back', 'ROLLED_BACK'], ['refused', 'REFUSED'], ['stuck', 'STUCK']] as const) {
  test(`the three bad ends are told apart: ${outcome} is ${code}`, () => {
    const report = reportOfClosed(aPlan(), { ...closed, outcome })
    assert.deepEqual([report.outcome, report.trouble], [outcome, { code, messages: ['unit failed'], next: null }])
  })
}
