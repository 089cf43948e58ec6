import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeReady } from '../../../../src/upgrade/steps/ready.ts'
import { restarted, severalUnits } from '../../../support/several-units.ts'

test('only the probes that a unit names are asked, and only that unit is judged', async () => {
  const { plan, ports, units } = await severalUnits({ units: [{ name: 'a.service' }, { name: 'b.service' }], planned: [restarted('a.service', 'ready'), restarted('b.service')], behaves: (unit) => (unit === 'b.service' ? 'ill' : 'well') })
  const [a, b] = plan.units
  const [before] = plan.health.before
  assert.ok(a && b && before)
  assert.equal((await judgeReady(plan, a, ports, { ...plan.health, deadlineMs: 0, before: [before] }))?.kind, 'unhealthy', 'it is still the run of before')
  await units.job('a.service', 'restart')
  assert.equal((await judgeReady(plan, a, ports, { ...plan.health, before: [before] }))?.kind, 'healthy', 'the other is ill, and nobody looks')
  assert.equal(await judgeReady(plan, b, ports, { ...plan.health, before: [before] }), null, 'nothing must hold')
})
