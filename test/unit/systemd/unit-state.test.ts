import assert from 'node:assert/strict'
import { test } from 'node:test'
import { propertiesIn, unitStateOf } from '../../../src/systemd/unit-state.ts'
import { throwsFailure } from '../../support/throws.ts'

const least = { LoadState: 'loaded', ActiveState: 'active', SubState: 'listening' }
test('a unit that is no service has no service\'s properties', () => {
  const state = unitStateOf('a.socket', least, null)
  assert.deepEqual([state.result, state.restarts, state.mainPid, state.invocationId, state.unitFileState], ['success', 0, 0, '', ''])
})
test('64-bit numbers, bytes and truth', () => {
  const state = unitStateOf('a.service', { ...least, ExecMainStartTimestampMonotonic: 123456789012345n, InvocationID: Buffer.from('ab'.repeat(16), 'hex'), NeedDaemonReload: true }, '1:2')
  assert.deepEqual([state.mainStartedUs, state.invocationId, state.needDaemonReload, state.executable], [123456789012345, 'ab'.repeat(16), 'yes', '1:2'])
})
test('another type than documented is a protocol failure that names unit and property', () => {
  throwsFailure('PROTOCOL', /property ActiveState of unit 'a.service' is not text/, () => unitStateOf('a.service', { ...least, ActiveState: 1 }, null))
  throwsFailure('PROTOCOL', /property LoadState/, () => unitStateOf('a.service', {}, null))
  throwsFailure('PROTOCOL', /NRestarts .* is not a number/, () => unitStateOf('a.service', { ...least, NRestarts: 'two' }, null))
  throwsFailure('PROTOCOL', /InvocationID .* is not bytes/, () => unitStateOf('a.service', { ...least, InvocationID: 'ab' }, null))
  for (const value of [null, 1, 'x', ['a']]) throwsFailure('PROTOCOL', /not a set of properties/, () => propertiesIn(value, 'x'))
})
test('g29 the condition that kept it from starting, by the words of its unit file', () => {
  const unmet = { ...least, ConditionResult: false, ConditionTimestampMonotonic: 5n, Conditions: [['ConditionUser', false, false, 'root', 1], ['ConditionPathExists', false, true, '/run/x', -1]] }
  assert.equal(unitStateOf('a.service', unmet, null).unmetCondition, 'ConditionPathExists=!/run/x')
  assert.equal(unitStateOf('a.service', { ...unmet, Conditions: [['ConditionPathExists', false, false, '/run/x', -1]] }, null).unmetCondition, 'ConditionPathExists=/run/x')
  assert.equal(unitStateOf('a.service', { ...unmet, Conditions: 'odd' }, null).unmetCondition, 'one of its conditions')
  for (const differs of [{ ConditionResult: true }, { ConditionTimestampMonotonic: 0n }, { ConditionTimestampMonotonic: undefined }])
    assert.equal('unmetCondition' in unitStateOf('a.service', { ...unmet, ...differs }, null), false, 'they held, or it was never started')
})
test('g18 who starts it when something happens', () => {
  assert.deepEqual(unitStateOf('a.service', { ...least, TriggeredBy: ['a.socket'] }, null).triggeredBy, ['a.socket'])
  assert.equal('triggeredBy' in unitStateOf('a.service', { ...least, TriggeredBy: [] }, null), false)
})
