import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gateDrivers, openGates } from '../../src/drivers/gates/table.ts'
import { gateTools } from '../support/gate-tools.ts'
import { throwsFailure } from '../support/throws.ts'
import { type GateCase, gateContract } from './gate.ts'

const hostile = `\x1b[2Jupgraded\u202e ${'x'.repeat(5000)}`
const ran = (status: number | null, output = '') => ({ answers: [{ status, output, trouble: null }] })
const cases: Readonly<Record<keyof typeof gateDrivers, GateCase>> = {
  exec: { driver: gateDrivers.exec, settings: { kind: 'exec', command: ['/usr/lib/acme/idle'] }, yes: ran(0), busy: ran(75, 'three uploads are under way\n'), hostile: ran(75, hostile) },
  'unit-property': {
    driver: gateDrivers['unit-property'], settings: { kind: 'unit-property', unit: 'acme-report.service', property: 'StatusText', free: ['idle'] },
    yes: { looks: [{ StatusText: 'idle' }] }, busy: { looks: [{ StatusText: 'report 4 of 7' }] }, hostile: { looks: [{ StatusText: hostile }] },
  },
}

for (const one of Object.values(cases)) gateContract(one)

test('each kind is found by the name that files give it, in the order of the file; any other is CONFIG', () => {
  for (const [kind, driver] of Object.entries(gateDrivers)) assert.equal(driver.kind, kind)
  assert.equal(openGates([cases.exec.settings, cases['unit-property'].settings], gateTools().tools).length, 2)
  throwsFailure('CONFIG', /no gate of kind 'moon'/, () => openGates([{ kind: 'moon' }], gateTools().tools))
})
