import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlannedBuildInfo } from '../../../../src/upgrade/plan.ts'
import { record } from '../../../../src/upgrade/steps/record.ts'
import type { StepPorts } from '../../../../src/upgrade/steps/step.ts'
import { aPlan } from '../../../support/a-plan.ts'

const info: PlannedBuildInfo = { file: '/etc/acme/install.toml', format: 'toml', values: { version: '2.0.0' } }

test('what the plan says is written; a plan that says nothing writes nothing', async () => {
  const written: PlannedBuildInfo[] = []
  const ports = { records: { write: async (one: PlannedBuildInfo) => void written.push(one) } } as unknown as StepPorts
  await record.do({ ...aPlan(), buildInfo: info }, ports)
  await record.do(aPlan(), ports)
  assert.deepEqual(written, [info])
})
