import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runThatIsUp, wasStopped } from '../../../src/upgrade/stopped-meanwhile.ts'
import { aUnit } from '../../support/readings.ts'

const run = aUnit({}).invocationId
const down = { activeState: 'inactive', stopAsked: 'yes' } as const

test('a run can be stopped while it is up, or on its way there', () => {
  assert.equal(runThatIsUp(aUnit({})), run)
  assert.equal(runThatIsUp(aUnit({ activeState: 'failed', job: 'yes' })), run)
  for (const activeState of ['inactive', 'failed']) assert.equal(runThatIsUp(aUnit({ activeState })), null)
})

test('f08 a stop is this very run\'s, asked for and over; one that a socket would start again stopped nothing', () => {
  assert.equal(wasStopped(aUnit(down), run), true)
  assert.equal(wasStopped(aUnit({ ...down, activeState: 'failed' }), run), true, 'with a status of its own')
  assert.equal(wasStopped(aUnit({ ...down, triggeredBy: ['acme.timer'] }), run), true)
  assert.equal(wasStopped(aUnit({ activeState: 'failed' }), run), false, 'it died')
  assert.equal(wasStopped(aUnit({ ...down, job: 'yes' }), run), false, 'it is being started again')
  assert.equal(wasStopped(aUnit(down), 'f'.repeat(32)), false, 'another run')
  assert.equal(wasStopped(aUnit(down), undefined), false, 'nobody knows of which run')
  assert.equal(wasStopped(aUnit({ ...down, triggeredBy: ['acme.socket'] }), run), false)
})
