import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openProbes, probeNames, probes } from '../../../../src/drivers/probes/table.ts'
import type { DriverSettings } from '../../../../src/upgrade/plan.ts'
import { probeContract } from '../../../contract/probe.ts'
import { aWatchedPlan, someTools } from '../../../support/probe-tools.ts'
import { throwsFailure } from '../../../support/throws.ts'

const smallest = {
  unit: { kind: 'unit' },
  version: { kind: 'version', command: ['{live}/acme0', '--version'] },
  journal: { kind: 'journal', must_appear: ['ready'] },
  http: { kind: 'http', url: 'http://127.0.0.1:1/' },
  exec: { kind: 'exec', command: ['/bin/true'] },
} as const satisfies Record<keyof typeof probes, DriverSettings>
for (const [kind, driver] of Object.entries(probes)) probeContract(driver, smallest[kind as keyof typeof probes])

test('every driver says its own kind', () => {
  for (const [kind, driver] of Object.entries(probes)) assert.equal(driver.kind, kind)
})
test('the units are always watched, defaults are filled in', () => {
  assert.deepEqual(probeNames([]), [{ kind: 'unit', name: 'unit' }])
  const [, version] = probeNames([smallest.version])
  assert.deepEqual(version, { kind: 'version', name: 'version', command: ['{live}/acme0', '--version'], timeout: '10s', interval: '2s' })
  assert.deepEqual(probeNames([{ kind: 'unit', name: 'u' }]), [{ kind: 'unit', name: 'u' }])
  assert.deepEqual(probeNames(probeNames([smallest.http])), probeNames([smallest.http]))
})
test('two probes of one name would be one to the judge', () => {
  throwsFailure('CONFIG', /two probes are called 'exec'/, () => probeNames([smallest.exec, smallest.exec]))
  assert.equal(probeNames([smallest.exec, { ...smallest.exec, name: 'other' }]).length, 3)
})
test('a plan is opened as it was planned; a kind of a later version is refused', () => {
  const plan = aWatchedPlan({ probes: probeNames([smallest.http, smallest.exec]) })
  assert.deepEqual(openProbes(plan, someTools({}).tools).map((probe) => probe.name), ['unit', 'http', 'exec'])
  throwsFailure('CONFIG', /no probe of kind 'telepathy'/, () => openProbes(aWatchedPlan({ probes: [{ kind: 'telepathy' }] }), someTools({}).tools))
})
