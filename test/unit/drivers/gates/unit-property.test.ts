import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { unitProperty } from '../../../../src/drivers/gates/unit-property.ts'
import { gateTools } from '../../../support/gate-tools.ts'
import { aPlan } from '../../../support/scripted-world.ts'

const table = { kind: 'unit-property', unit: 'acme-report.service' }
async function said(changes: object, look: Readonly<Record<string, string>>): Promise<string> {
  const answer = await unitProperty.make({ ...table, ...changes }, gateTools({ looks: [look] }).tools).ask(aPlan(), new AbortController().signal)
  return answer.kind === 'yes' ? 'yes' : `${answer.again === undefined ? 'no' : 'not now'}: ${answer.reason}`
}

test('busy lists what means "not now", free what means yes', async () => {
  assert.equal(await said({ busy: ['active', 'activating'] }, { ActiveState: 'activating' }), "not now: unit 'acme-report.service' is at work: ActiveState is 'activating'")
  assert.equal(await said({ busy: ['active'] }, { ActiveState: 'inactive' }), 'yes')
  assert.equal(await said({ property: 'StatusText', free: ['', 'idle'] }, { StatusText: '' }), 'yes')
  assert.equal(await said({ property: 'StatusText', free: ['idle'] }, { StatusText: '2 jobs' }), "not now: unit 'acme-report.service' is at work: StatusText is '2 jobs'")
})

test('a unit or a property that does not exist does not stand open for ever', async () => {
  assert.match(await said({ busy: ['active'] }, { LoadState: 'not-found', ActiveState: 'inactive' }), /^no: the gate asks unit 'acme-report.service', which does not exist/)
  assert.match(await said({ property: 'Statustext', busy: ['x'] }, { StatusText: 'x' }), /^no: unit 'acme-report.service' has no property 'Statustext'/)
})

test('exactly one of busy and free, a whole unit name, a property as systemctl writes it', () => {
  const isGood = (changes: object): boolean => v.safeParse(unitProperty.schema, { ...table, ...changes }).success
  assert.ok(isGood({ busy: ['active'] }) && isGood({ unit: 'backup@daily.timer', free: ['waiting'], property: 'SubState' }))
  for (const wrong of [{}, { busy: ['a'], free: ['b'] }, { busy: [] }, { unit: 'acme-report', busy: ['a'] }, { unit: '../x.service', busy: ['a'] }, { property: 'active state', busy: ['a'] }])
    assert.equal(isGood(wrong), false, JSON.stringify(wrong))
})
