import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stopUnit } from '../../../../src/upgrade/steps/stop-unit.ts'
import { changedService } from '../../../support/changed-service.ts'
import { restarted, severalUnits } from '../../../support/several-units.ts'

test('what is down already is done, unless it is on its way up; what a stop spares is noted', async () => {
  const { plan, ports, units, noted } = await severalUnits({ units: [{ name: 'a.service', down: 'yes' }, { name: 'b.service' }], planned: [restarted('b.service')] })
  assert.equal(await stopUnit(plan, 'a.service', ports), 'done')
  assert.deepEqual(units.jobs, [])
  await stopUnit(plan, 'a.service', { ...ports, service: changedService(units, { state: async (name) => ({ ...units.now(name), job: 'yes' }) }) })
  assert.equal(await stopUnit(plan, 'b.service', { ...ports, service: changedService(units, { job: async () => ({ result: 'timeout', downtimeMs: null, survivors: [{ pid: 7, program: 'vm' }] }) }) }), 'timeout')
  assert.deepEqual([units.jobs, noted], [['stop a.service'], [{ entry: 'noted', about: 'survivors', unit: 'b.service', programs: ['7 vm'] }]])
})
