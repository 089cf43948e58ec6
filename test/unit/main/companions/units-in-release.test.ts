import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompanionSettings, ManagedUnit } from '../../../../src/config/settings.ts'
import { unitsInRelease } from '../../../../src/main/companions/units-in-release.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { PlannedCompanion } from '../../../../src/upgrade/plan.ts'

const units = ['acme.service', 'agent.service', 'worker@1.service'].map((name) => ({ name })) as unknown as readonly ManagedUnit[]
const directory = '/etc/systemd/system/'
const travelling = (...places: readonly string[]): readonly CompanionSettings[] => places.map((to) => ({ to })) as unknown as readonly CompanionSettings[]
const moved = (name: string): readonly PlannedCompanion[] => [{ path: directory + name }] as unknown as readonly PlannedCompanion[]
const here = (...loaded: readonly string[]): { state: (name: string) => Promise<UnitState> } => ({ state: async (name) => ({ name, loadState: loaded.includes(name) ? 'loaded' : 'not-found' }) as unknown as UnitState })

test('a unit that neither this release nor the one before has is left out, and said', async () => {
  const { units: left, absent } = await unitsInRelease({ units, companions: travelling(`${directory}agent.service`, `${directory}worker@.service`) }, [], here('acme.service'))
  assert.deepEqual([left.map(({ name }) => name), absent], [['acme.service'], ['agent.service', 'worker@1.service']])
  assert.deepEqual((await unitsInRelease({ units, companions: travelling(directory) }, [], here('acme.service', 'worker@1.service'))).absent, ['agent.service'])
})
test('one that comes or goes with this release is in the plan', async () => {
  assert.deepEqual((await unitsInRelease({ units, companions: travelling(directory) }, moved('agent.service'), here('acme.service', 'worker@1.service'))).absent, [])
})
test('one that no release brings is a mistake of the settings, and left to who finds those', async () => {
  assert.deepEqual((await unitsInRelease({ units, companions: travelling('/etc/acme.conf') }, [], here())).absent, [])
})
