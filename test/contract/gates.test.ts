import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gateDrivers, gateMembers, openGates } from '../../src/drivers/gates/table.ts'
import { failure } from '../../src/errors.ts'
import { gateTools } from '../support/gate-tools.ts'
import { throwsFailure } from '../support/throws.ts'
import { type GateCase, gateContract } from './gate.ts'

const hostile = `\x1b[2Jupgraded\u202e ${'x'.repeat(5000)}`
const ran = (status: number | null, output = '', trouble: string | null = null) => ({ answers: [{ status, output, trouble }] })
const lived = (body: string) => ({ said: [{ kind: 'answer' as const, status: 200, body, bodyIs: 'whole' as const }] })
const [example, live] = ['/opt/acme/releases/2.0.0/.env.example', '/etc/acme.env']
const cases: Readonly<Record<keyof typeof gateDrivers, GateCase>> = {
  exec: {
    driver: gateDrivers.exec, settings: { kind: 'exec', command: ['/usr/lib/acme/idle'] }, no: 'waits',
    yes: ran(0), busy: ran(75, 'three uploads are under way\n'), hostile: ran(75, hostile), unknown: { machinery: ran(null, '', 'timed out after 10 s'), says: /timed out/ },
  },
  'unit-property': {
    driver: gateDrivers['unit-property'], settings: { kind: 'unit-property', unit: 'acme-report.service', property: 'StatusText', free: ['idle'] }, no: 'waits',
    yes: { looks: [{ StatusText: 'idle' }] }, busy: { looks: [{ StatusText: 'report 4 of 7' }] }, hostile: { looks: [{ StatusText: hostile }] }, unknown: { machinery: {}, says: /bus is gone/ },
  },
  environment: {
    driver: gateDrivers.environment, settings: { kind: 'environment', file: live }, no: 'mended',
    yes: { disks: [{ [example]: 'TOKEN=\n', [live]: 'TOKEN=x\n' }] }, busy: { disks: [{ [example]: 'TOKEN=\n', [live]: 'TOKEN=\n' }] },
    hostile: { disks: [{ [example]: `TOKEN=\n${'X'.repeat(5000)}=\n${hostile}=\n`, [live]: `${hostile}=1\n` }] },
    unknown: { machinery: { disks: [{ [example]: 'TOKEN=\n', [live]: failure('PERMISSION', `cannot open '${live}'`) }] }, says: /cannot open '\/etc\/acme.env'/ },
  },
  busy: {
    driver: gateDrivers.busy, settings: { kind: 'busy', url: 'http://127.0.0.1:8080/operations' }, no: 'waits',
    yes: lived('[]'), busy: lived('[{"kind": "vm.create", "id": 4711, "done": false}]'), hostile: lived(JSON.stringify(Array(30).fill({ kind: hostile, id: hostile }))),
    unknown: { machinery: {}, says: /connection refused/ },
  },
}

for (const one of Object.values(cases)) gateContract(one)

test('each kind is found by the name that files give it, in the order of the file; any other is CONFIG', () => {
  for (const [kind, driver] of Object.entries(gateDrivers)) assert.equal(driver.kind, kind)
  assert.equal(openGates([cases.exec.settings, cases['unit-property'].settings], gateTools().tools).length, 2)
  throwsFailure('CONFIG', /no gate of kind 'moon'/, () => openGates([{ kind: 'moon' }], gateTools().tools))
})

test('what gates read of a release is known by their settings alone, so that it is kept', () => {
  assert.deepEqual(gateMembers([cases.exec.settings, cases.environment.settings, { ...cases.environment.settings, example: 'etc/acme.env' }]), ['.env.example', 'etc/acme.env'])
  throwsFailure('CONFIG', /no gate of kind 'moon'/, () => gateMembers([{ kind: 'moon' }]))
})
