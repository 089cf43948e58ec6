import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfPlan } from '../../../../src/cli/words/plan.ts'
import { aPlan } from '../../../support/scripted-world.ts'

test('a plan names every file, unit and probe, and the way back', () => {
  const text = textOfPlan(aPlan())
  for (const part of ['/usr/local/bin/acme: efefefefefef to cdcdcdcdcdcd', 'acme.service: restart', 'unit, http', 'steady for 10 s', 'way back  1.4.2']) assert.ok(text.includes(part), part)
})

test('without a version before there is no way back, and a resting unit stays inactive', () => {
  const text = textOfPlan(aPlan({ from: null, units: [{ name: 'acme.service', restart: 'restart', then: 'rest' }] }))
  assert.match(text, /way back {2}none: nothing was live before/)
  assert.match(text, /acme\.service: stays inactive/)
})
