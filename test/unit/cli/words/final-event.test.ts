import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finalEventIds } from '../../../../src/cli/final-event-ids.ts'
import { finalEventOf } from '../../../../src/cli/words/final-event.ts'
import type { Report } from '../../../../src/upgrade/report.ts'
import { aPlan, aReport, aRolledBackReport } from '../../../support/scripted-world.ts'

const priorities: readonly (readonly [Report['outcome'], string, keyof typeof finalEventIds])[] = [
  ['upgraded', '6', 'upgraded'], ['swapped', '6', 'upgraded'], ['nothing', '6', 'nothing'], ['planned', '6', 'planned'], ['refused', '4', 'refused'],
  ['failed', '4', 'failed'], ['rolled-back', '3', 'rolled-back'], ['crashed', '3', 'crashed'], ['stuck', '2', 'stuck'],
]
for (const [outcome, priority, id] of priorities) {
  test(`${outcome} is told at priority ${priority}`, () => {
    const event = finalEventOf(aReport({ outcome }))
    assert.equal(event?.['PRIORITY'], priority)
    assert.equal(event?.['MESSAGE_ID'], finalEventIds[id])
    assert.equal(event?.['APP_UPGRADE_OUTCOME'], outcome)
  })
}

test('tampering wakes somebody, whichever way it was found', () => {
  const trouble = { code: 'TAMPERED', messages: ['signature'], next: null } as const
  for (const outcome of ['refused', 'failed'] as const) {
    const event = finalEventOf(aReport({ outcome, trouble }))
    assert.equal(event?.['PRIORITY'], '2')
    assert.equal(event?.['MESSAGE_ID'], finalEventIds.tampered)
  }
})

test('nothing was open: no event', () => { assert.equal(finalEventOf(aReport({ outcome: 'settled' })), null) })

test('fields are on one line and printable; unknown ones are left out', () => {
  const event = finalEventOf(aRolledBackReport({ from: null, app: null, trouble: { code: 'ROLLED_BACK', messages: ['a\nPRIORITY=7', 'b\x1b'], next: null } })) ?? {}
  for (const [name, value] of Object.entries(event)) assert.doesNotMatch(value, /[\n\x1b\u202e]/, name)
  assert.equal('APP_UPGRADE_FROM' in event, false)
  assert.equal(event['APP_UPGRADE_REASON'], 'a\\x0aPRIORITY=7: b\\x1b')
  assert.equal(event['APP_UPGRADE_CODE'], 'ROLLED_BACK')
})

test('whoever follows the unit reads the whole report back, the plan of a dry run included', () => {
  const report = aReport({ outcome: 'planned', plan: aPlan() })
  assert.deepEqual(JSON.parse(finalEventOf(report)?.['APP_UPGRADE_REPORT'] ?? ''), report)
})

test('a huge report becomes poorer, never half a document', () => {
  const huge = 'x'.repeat(3000)
  const lines = finalEventOf(aRolledBackReport({ lines: Array.from({ length: 200 }, () => huge) }))?.['APP_UPGRADE_REPORT'] ?? ''
  assert.ok(Buffer.byteLength(lines) <= 65_536)
  assert.equal((JSON.parse(lines) as Report).lines.length, 5)
  const endless = finalEventOf(aReport({ from: 'x'.repeat(99_999), notes: [huge] }))?.['APP_UPGRADE_REPORT'] ?? ''
  assert.deepEqual(JSON.parse(endless), { app: 'acme', outcome: 'upgraded', transaction: '20261121T104841Z-3fa29c' })
})
