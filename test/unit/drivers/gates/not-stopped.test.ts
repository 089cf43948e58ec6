import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notStopped } from '../../../../src/drivers/gates/not-stopped.ts'
import { failure } from '../../../../src/errors.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aUnit } from '../../../support/readings.ts'

const stopped: Partial<UnitState> = { activeState: 'inactive', stopAsked: 'yes' }
async function asked(differs: Partial<UnitState>, { then = 'restart', began = {} }: { readonly then?: Plan['units'][number]['then']; readonly began?: Partial<UnitState> } = {}): Promise<string> {
  const plan = aPlan()
  const [unit] = plan.units
  assert.ok(unit !== undefined)
  let state = aUnit({ name: unit.name, ...began })
  const gate = await notStopped([unit.name], { state: async () => state })
  state = aUnit({ name: unit.name, ...differs })
  const said = await gate.ask({ ...plan, units: [{ ...unit, then }] }, new AbortController().signal)
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
  assert.equal(await asked(stopped, { then: 'rest' }), 'yes')
  assert.equal(await asked({ ...stopped, triggeredBy: ['acme.socket'] }), 'yes')
  assert.match(await asked({ ...stopped, triggeredBy: ['acme.timer'] }), /^somebody stopped/)
})

test('what was down when the run began is the plan\'s to know: it may have gone down with another', async () => {
  assert.equal(await asked(stopped, { began: stopped }), 'yes')
  const gate = await notStopped(['acme.service'], { state: async () => { throw failure('UNAVAILABLE', 'the bus is gone') } })
  assert.deepEqual(await gate.ask({ ...aPlan(), units: [] }, new AbortController().signal), { kind: 'yes' })
})
