import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finalEventIds } from '../../../../src/cli/final-event-ids.ts'
import { finalEventOf } from '../../../../src/cli/words/final-event.ts'
import { nameOf, toldKeys, toldOf, type ToldMessage } from '../../../../src/cli/words/told.ts'
import { emptyReport, type Report } from '../../../../src/upgrade/report.ts'
import { messageBytesMax } from '../../../../src/upgrade/limits.ts'
import { aReport, aRolledBackReport } from '../../../support/scripted-world.ts'

const about = { id: '20261121T104841007Z-3fa29c01', atMs: Date.UTC(2026, 10, 21, 10, 48, 41, 7), host: 'web-1.example.org', by: 'timer', way: 'on' as const }
function told(report: Report): ToldMessage {
  const message = toldOf(finalEventOf(report) ?? {}, about)
  assert.ok(message !== null)
  return message
}

test('an upgrade, whole', () => {
  assert.deepEqual(told(aReport()), {
    version: 1, id: about.id, at: '2026-11-21T10:48:41.007Z', host: 'web-1.example.org', app: 'acme', event: 'upgraded', message_id: finalEventIds.upgraded, priority: 6, way: 'on',
    from: '1.4.2', to: '2.0.0', running: '2.0.0', downtime_seconds: 0.4, transaction: '20261121T104841Z-3fa29c', digest: 'ab'.repeat(32),
    code: null, reason: null, next: null, by: 'timer', text: 'acme: 2.0.0 is live (was 1.4.2), 0.4 s without service',
  })
})

test('a rollback says why, and the lines of the daemon stay at home', () => {
  const { event, code, reason, running, downtime_seconds: downtime, ...rest } = told(aRolledBackReport({ lines: ['password=hunter2'] }))
  assert.deepEqual([event, code, running, downtime], ['rolled-back', 'ROLLED_BACK', '1.4.2', 4])
  assert.match(reason ?? '', /did not become healthy: .*listen_adress/)
  assert.equal(JSON.stringify(rest).includes('hunter2'), false)
})

test('what was refused before anything began: no transaction, and what to do next', () => {
  const { event, transaction, downtime_seconds: downtime, next, priority } = told({ ...emptyReport('acme', 'refused'), trouble: { code: 'TAMPERED', messages: ['the signature of https://user:pass@dl.example.org/SHA256SUMS?token=abc is wrong'], next: 'ask the publisher at https://x.example.org/?t=s3cret' } })
  assert.deepEqual([event, transaction, downtime, next, priority], ['tampered', null, null, 'ask the publisher at https://x.example.org/', 2])
})

test('every key is described, in its order, and no other', () => assert.deepEqual(Object.keys(told(aReport())), Object.keys(toldKeys)))

test('addresses lose their tokens wherever they stand', () => {
  const text = JSON.stringify(told({ ...aRolledBackReport(), trouble: { code: 'ROLLED_BACK', messages: ['GET https://u:p@dl.example.org/x?token=abc failed'], next: null } }))
  assert.equal(/token=abc|u:p@/.test(text), false)
})

test('the largest there can be fits into the spool', () => {
  const huge = 'é'.repeat(100_000)
  const report: Report = { ...aRolledBackReport(), from: huge, to: huge, running: '2.0.0', trouble: { code: 'ROLLED_BACK', messages: [huge, huge], next: huge } }
  assert.ok(Buffer.byteLength(JSON.stringify(told(report))) < messageBytesMax / 2)
})

test('without an app, and of another event, nobody is told', () => {
  assert.equal(toldOf(finalEventOf({ ...emptyReport(null, 'failed'), trouble: { code: 'USAGE', messages: ['x'], next: null } }) ?? {}, about), null)
  assert.equal(toldOf({ MESSAGE_ID: 'f'.repeat(32), APP_UPGRADE_APP: 'acme' }, about), null)
  assert.equal(nameOf({}), null)
})
