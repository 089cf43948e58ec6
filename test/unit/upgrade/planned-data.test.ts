import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decided } from '../../../src/upgrade/decided.ts'
import { withData, type DataWish } from '../../../src/upgrade/planned-data.ts'
import { aPlan } from '../../support/a-plan.ts'
import { throwsFailure } from '../../support/throws.ts'

const snapshot: NonNullable<DataWish['snapshot']> = {
  take: { argv: ['/bin/snap', '{transaction}', '{from}-{version}'], user: null, timeoutMs: 1000 },
  restore: { argv: ['{new:acme0}', '--restore', '{path:acme0}'], user: 'postgres', timeoutMs: 2000 },
  during: 'stopped',
}

test('a plan has no choice left: placeholders and accounts are filled in', () => {
  assert.deepEqual(withData(aPlan(), { onMigration: 'snapshot', snapshot }, 'acme').data, {
    undo: 'snapshot', during: 'stopped',
    snapshot: { argv: ['/bin/snap', '20261121T120000Z-000001', '1.0.0-2.0.0'], user: 'acme', timeoutMs: 1000 },
    restore: { argv: ['/opt/acme/releases/2.0.0/acme0', '--restore', '/usr/bin/acme0'], user: 'postgres', timeoutMs: 2000 },
  })
  assert.deepEqual(withData(aPlan(), { onMigration: 'stay', snapshot: null }, null).data, { undo: 'stay' })
})

test('where nothing begins, or nothing has to be undone, nothing is planned', () => {
  for (const onMigration of ['refuse', 'roll-back'] as const) assert.equal(withData(aPlan(), { onMigration, snapshot: null }, null).data, undefined)
  assert.equal(withData(aPlan(), null, null).data, undefined)
})

test('a file that is not managed is a mistake of the settings', () => {
  throwsFailure('CONFIG', /\{new:other\} names no managed file/, () => withData(aPlan(), { onMigration: 'snapshot', snapshot: { ...snapshot, take: { argv: ['{new:other}'], user: null, timeoutMs: 1 } } }, null))
})

test('what is planned holds only for a release that migrates; its probation is then told, and left to a person', () => {
  const draft = { ...withData(aPlan(), { onMigration: 'stay', snapshot: null }, null), probation: { forMs: 5, then: 'roll-back' as const } }
  assert.deepEqual([decided(draft, 'no').data, decided(draft, 'no').probation], [undefined, draft.probation])
  assert.deepEqual([decided(draft, 'yes').data, decided(draft, 'yes').probation], [{ undo: 'stay' }, { forMs: 5, then: 'tell' }])
  assert.equal(decided(withData(aPlan(), { onMigration: 'stay', snapshot: null }, null), 'yes').probation, undefined)
  assert.deepEqual(decided({ ...aPlan(), probation: draft.probation }, 'yes').probation, draft.probation, 'the version before can live with them')
})
