import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitReady } from '../../../../src/drivers/gates/unit-ready.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Service } from '../../../../src/upgrade/ports.ts'

const plan = { units: [{ name: 'one.service' }, { name: 'two.service' }] } as unknown as Plan
const service = (states: Record<string, string>): Pick<Service, 'state'> =>
  ({ state: async (unit) => ({ loadState: states[unit] }) as never })
const signal = new AbortController().signal

test('units that are loaded may be restarted', async () => {
  assert.deepEqual(await unitReady(service({ 'one.service': 'loaded', 'two.service': 'loaded' })).ask(plan, signal), { kind: 'yes' })
})

for (const [loadState, words] of [['not-found', 'does not exist'], ['masked', 'is masked'], ['error', 'could not be loaded'], ['stub', "load state 'stub'"]] as const) {
  test(`R1 F32 a unit in load state ${loadState} is refused before anything is touched, whichever it is`, async () => {
    const answer = await unitReady(service({ 'one.service': 'loaded', 'two.service': loadState })).ask(plan, signal)
    assert.equal(answer.kind, 'no')
    assert.match(answer.kind === 'no' ? answer.reason : '', new RegExp(`two\\.service.*${words}`))
    assert.equal(answer.kind === 'no' ? answer.overridable : '', 'no')
  })
}

test('g13 a unit whose main process nobody knows could never be proven, in neither version', async () => {
  const answerTo = async (state: object) => unitReady({ state: async () => ({ loadState: 'loaded', ...state }) as never }).ask(plan, signal)
  const answer = await answerTo({ activeState: 'active', mainPid: 0 })
  assert.match(answer.kind === 'no' ? `${answer.reason} ${answer.next} ${answer.overridable}` : '', /one\.service' is active, but systemd does not know its main process.*PIDFile=.* yes$/)
  for (const well of [{ activeState: 'active', mainPid: 7 }, { activeState: 'inactive', mainPid: 0 }, { activeState: 'failed', mainPid: 0 }]) assert.deepEqual(await answerTo(well), { kind: 'yes' })
})
