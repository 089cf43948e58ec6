import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notStopped } from '../../../../src/drivers/gates/not-stopped.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aUnit } from '../../../support/readings.ts'

const stopped: Partial<UnitState> = { activeState: 'inactive', stopAsked: 'yes' }
async function asked(differs: Partial<UnitState>, then: Plan['units'][number]['then'] = 'restart'): Promise<string> {
  const plan = aPlan()
  const [unit] = plan.units
  assert.ok(unit !== undefined)
  const state = aUnit({ name: unit.name, ...differs })
  const before = [{ name: unit.name, invocationId: aUnit({}).invocationId, mainStartedUs: 0 }]
  const said = await notStopped({ state: async () => state }).ask({ ...plan, units: [{ ...unit, then }], health: { ...plan.health, before } }, new AbortController().signal)
  return said.kind === 'no' ? `${said.reason}; ${said.next} (${said.overridable})` : said.kind
}

test('f08 g30 whoever stopped the daemon while the upgrade was prepared wants it down', async () => {
  assert.match(await asked(stopped), /^somebody stopped unit 'acme\.service' while the upgrade was prepared; nothing was changed: .* \(no\)$/)
  assert.match(await asked({ ...stopped, activeState: 'failed' }), /^somebody stopped/)
})

test('f08 a daemon that runs, crashed, is on its way up, was started since, rests by plan or waits for its socket', async () => {
  assert.equal(await asked({}), 'yes')
  assert.equal(await asked({ activeState: 'failed' }), 'yes')
  assert.equal(await asked({ ...stopped, job: 'yes' }), 'yes')
  assert.equal(await asked({ ...stopped, invocationId: 'f'.repeat(32) }), 'yes')
  assert.equal(await asked(stopped, 'rest'), 'yes')
  assert.equal(await asked({ ...stopped, triggeredBy: ['acme.socket'] }), 'yes')
  assert.match(await asked({ ...stopped, triggeredBy: ['acme.timer'] }), /^somebody stopped/)
})
