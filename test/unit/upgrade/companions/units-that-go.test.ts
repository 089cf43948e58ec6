import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseNothingLeft, whoGoes } from '../../../../src/upgrade/companions/units-that-go.ts'
import type { Plan, PlannedUnit } from '../../../../src/upgrade/plan.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { throwsFailure } from '../../../support/throws.ts'

const planOf = (...units: readonly (readonly [string, PlannedUnit['then']])[]): Plan => ({ ...aPlan(), units: units.map(([name, then]) => ({ name, restart: 'restart', then })) })

test('R8 a release after which no service of the app would run is REFUSED: its unit files were looked for in the wrong place', () => {
  throwsFailure('REFUSED', /no unit file for 'acme\.service', 'agent\.service' where \[\[file\]\] looks for it/, () => refuseNothingLeft(planOf(['acme.service', 'stop'], ['agent.service', 'stop'])))
  throwsFailure('REFUSED', /nothing of 'acme' would run/, () => refuseNothingLeft(planOf(['acme.socket', 'rest'], ['acme.service', 'stop'])))
})

test('one unit of several may go, and so may all on a way back that somebody asked for; what rests was stopped by somebody', () => {
  refuseNothingLeft(planOf(['acme.service', 'restart'], ['agent.service', 'stop']))
  refuseNothingLeft(planOf(['acme.service', 'rest'], ['agent.service', 'stop']))
  refuseNothingLeft({ ...planOf(['acme.service', 'stop']), way: 'back' })
  refuseNothingLeft(planOf())
})

test('who goes is said', () => {
  const plan = planOf(['acme.service', 'restart'], ['agent.service', 'stop'])
  assert.deepEqual(whoGoes(plan), [`unit 'agent.service' is stopped, and its file removed: ${plan.to.version} does not have it any more`])
})
