import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompanionSettings, ManagedUnit, Settings } from '../../../../src/config/settings.ts'
import { rehearsal, unitsText } from '../../../../src/main/looks/app-looks.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'

const settings = (probes: readonly string[], names: readonly string[]): { readonly settings: Settings } => ({
  settings: { probes: probes.map((kind) => ({ kind })), rehearsal: { unsandboxed: 'allowed', commands: names.map((name) => ({ name })) } } as unknown as Settings,
})

test('what a new version is asked, or that it is asked nothing', async () => {
  assert.equal(await rehearsal(settings(['http', 'version'], ['config check'])), "a new version is asked before it is live: which version it is, 'config check'")
  assert.match(await rehearsal(settings(['http'], [])), /is asked nothing before it is live; \[\[rehearse\]\]/)
})

test('R8 a unit that a release may bring is said to come with one', async () => {
  const units = [{ name: 'acme.service' }] as unknown as readonly ManagedUnit[]
  const [none, travelling] = [[], [{ to: '/etc/systemd/system/' }]] as unknown as readonly [readonly CompanionSettings[], readonly CompanionSettings[]]
  const service = (loadState: string): { state: () => Promise<UnitState> } => ({ state: async () => ({ loadState, activeState: 'active' }) as unknown as UnitState })
  assert.equal(await unitsText({ units, companions: none }, service('loaded')), 'acme.service is active')
  assert.match(await unitsText({ units, companions: travelling }, service('not-found')), /acme\.service is not here: a release has to bring it/)
  assert.equal(await unitsText({ units, companions: travelling }, service('loaded')), 'acme.service is active')
})
