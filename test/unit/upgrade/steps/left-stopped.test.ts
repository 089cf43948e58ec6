import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { StepName } from '../../../../src/upgrade/journal/entry.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { isTheirs, leftStopped, mayHaveStopped } from '../../../../src/upgrade/steps/left-stopped.ts'
import { aHost, SimulatedHost } from '../../../support/a-host.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aUnit } from '../../../support/readings.ts'

const host = new SimulatedHost({ name: 'links', layout: 'links', newVersion: 'well' }, await aHost({ name: 'links', layout: 'links', newVersion: 'well' }))
const portsAfter = (begun: readonly StepName[], stopped: readonly { readonly unit: string; readonly invocation: string }[] = []) => ({ ...host.ports('live'), note: async () => {}, others: { stopped, replaced: [], begun } })
const [inUse, atRest] = [aPlan({ data: 'migrated in use' }), aPlan({ data: 'migrated' })]
const run = '1'.padStart(32, '0')
const stopped = (differs: Partial<UnitState> = {}): UnitState => aUnit({ name: 'acme.service', activeState: 'inactive', stopAsked: 'yes', invocationId: run, ...differs })
const [before, snapshot, swapped] = [['lease', 'keep', 'standby'], ['lease', 'keep', 'standby', 'snapshot'], ['lease', 'keep', 'standby', 'snapshot', 'swap']] as const

test('we stop units for a snapshot that wants them stopped, and from the swap on', () => {
  const said = (plan: Plan): readonly boolean[] => [before, snapshot, swapped].map((begun) => mayHaveStopped(plan, portsAfter(begun)))
  assert.deepEqual([said(atRest), said(inUse), said(aPlan())], [[false, true, true], [false, false, true], [false, false, true]])
})

test('f08 what is down before that was stopped by somebody; what is masked nobody can start', () => {
  const theirs = (plan: Plan, state: UnitState): readonly boolean[] => [before, snapshot, swapped].map((begun) => isTheirs(plan, state, portsAfter(begun)))
  assert.deepEqual(theirs(inUse, stopped()), [true, true, false])
  assert.deepEqual(theirs(atRest, stopped()), [true, false, false])
  assert.deepEqual(theirs(atRest, stopped({ loadState: 'masked' })), [true, true, false])
  assert.deepEqual(theirs(inUse, aUnit({ name: 'acme.service', activeState: 'failed', invocationId: run })), [false, false, false], 'it died')
  assert.deepEqual(theirs(inUse, stopped({ activeState: 'active', loadState: 'masked' })), [false, false, false], 'it runs on, masked or not')
})

test('after the swap only what was noted is left, that very run, with those that require it', () => {
  const [agent, other] = [stopped({ name: 'agent.service' }), stopped({ name: 'other.service' })]
  const daemon = stopped({ requiredBy: ['agent.service'] })
  const left = (invocation: string): readonly string[] => leftStopped(inUse, [daemon, agent, other], portsAfter(swapped, [{ unit: 'acme.service', invocation }]))
  assert.deepEqual([left(run), left('f'.repeat(32))], [['acme.service', 'agent.service'], []])
})
