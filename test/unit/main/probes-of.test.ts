import assert from 'node:assert/strict'
import { test } from 'node:test'
import { probesOf } from '../../../src/main/probes-of.ts'
import type { Plan } from '../../../src/upgrade/plan.ts'
import type { Probe } from '../../../src/upgrade/ports.ts'
import { aPlan } from '../../support/a-plan.ts'
import { someTools } from '../../support/probe-tools.ts'

const planWith = (...probes: Plan['probes']): Plan => ({ ...aPlan(), probes })
async function firstOf(probe: Probe | undefined): Promise<unknown> {
  for await (const reading of probe?.readings(aPlan(), new AbortController().signal) ?? []) return reading
  return null
}

test('a plan of today has its probes', () => {
  assert.deepEqual(probesOf(planWith({ kind: 'unit', name: 'unit' }), someTools({}).tools).map((probe) => probe.name), ['unit'])
})

test('F38 a probe of another version of this program cannot see; the transaction that names it can be undone all the same', async () => {
  const probes = probesOf(planWith({ kind: 'unit', name: 'unit', sharper: 'yes' }, { kind: 'ouija', name: 'spirits' }), someTools({}).tools)
  assert.deepEqual(probes.map((probe) => probe.name), ['unit', 'spirits'])
  for (const probe of probes) {
    const { outcome, detail } = await firstOf(probe) as { readonly outcome: string; readonly detail: string }
    assert.equal(outcome, 'unknown')
    assert.match(detail, /^this version of app-upgrade cannot open it: /)
  }
})
