import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migratedBetween } from '../../../../src/main/back/migrated.ts'
import type { App } from '../../../../src/main/app.ts'
import type { Request } from '../../../../src/upgrade/report.ts'
import type { TransactionRecord } from '../../../../src/upgrade/memory/records.ts'
import { aLife } from '../../../support/a-life.ts'
import { throwsFailure } from '../../../support/throws.ts'

const app = { name: 'acme', settings: { units: [{ name: 'acme.service' }, { name: 'acme-web.service' }] } } as unknown as App
const records: readonly TransactionRecord[] = aLife('1.0.0', '2.0.0').records.map((record) => {
  const data = { undo: 'snapshot', snapshot: { argv: ['/s'], user: null, timeoutMs: 1 }, restore: { argv: ['/r', 'a b'], user: 'acme', timeoutMs: 1 }, during: 'running' } as const
  return record.state === null ? record : { ...record, state: { ...record.state, plan: { ...record.state.plan, data } } }
})
const asked = (force: Request['force'], occasion: Request['occasion'] = 'person'): readonly string[] => migratedBetween(app, { force, occasion }, { records, version: '1.0.0' })

test('g31 an old version is not silently started on data that a newer one migrated', () => {
  throwsFailure('REFUSED', /^2\.0\.0 migrated the data of 'acme', and 1\.0\.0 may not understand them any more$/, () => asked('no'))
})
test('whoever says so goes back, and is told; out of a probation nobody says so', () => {
  assert.match(asked('yes').join(), /^2\.0\.0 had migrated the data of 'acme'/)
  throwsFailure('REFUSED', /migrated the data/, () => asked('yes', 'probation'))
})
test('what is to be done is said, with the command', () => {
  try {
    asked('no')
    assert.fail('nothing was refused')
  } catch (thrown) {
    assert.match((thrown as { next?: string }).next ?? '', /rollback acme --to 1\.0\.0 --force.*stop acme\.service acme-web\.service, and put its snapshot back \(as acme: \/r 'a b'\), which takes what was written since$/)
  }
})
test('where nothing was migrated there is nothing to say', () => assert.deepEqual(migratedBetween(app, { force: 'no', occasion: 'person' }, { records: aLife('1.0.0', '2.0.0').records, version: '1.0.0' }), []))
