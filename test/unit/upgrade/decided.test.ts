import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decided } from '../../../src/upgrade/decided.ts'
import { aPlan } from '../../support/a-plan.ts'

const stay = { undo: 'stay' } as const
const probation = { forMs: 5, then: 'roll-back' } as const

test('what is planned for the data holds only for a release that migrates', () => {
  assert.deepEqual([decided({ ...aPlan(), data: stay }, 'yes').data, decided({ ...aPlan(), data: stay }, 'no').data, decided(aPlan(), 'yes').data], [stay, undefined, undefined])
})
test('a late crash of one that did is told, and never rolled back by itself', () => {
  assert.deepEqual(decided({ ...aPlan(), data: stay, probation }, 'yes').probation, { forMs: 5, then: 'tell' })
  for (const [plan, migrates] of [[{ ...aPlan(), data: stay, probation }, 'no'], [{ ...aPlan(), probation }, 'yes']] as const) assert.deepEqual(decided(plan, migrates).probation, probation)
  assert.ok(!('probation' in decided({ ...aPlan(), data: stay }, 'yes')), 'none is none')
})
