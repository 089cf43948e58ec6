import assert from 'node:assert/strict'
import { test } from 'node:test'
import { propertiesIn, startExtendedIn, unitStateOf } from '../../../src/systemd/unit-state.ts'
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

const stopped = { ...least, ActiveState: 'inactive', SubState: 'dead', InactiveExitTimestampMonotonic: 10n, ActiveEnterTimestampMonotonic: 20n, ActiveExitTimestampMonotonic: 30n, ExecMainExitTimestampMonotonic: 31n }
const asked = (differs: Readonly<Record<string, unknown>>): string => unitStateOf('a.service', { ...stopped, ...differs }, null).stopAsked ?? 'no'
test('f08 g33 who ended a run is told by what came first: that its unit left `active`, or that its process ended', () => {
  assert.equal(asked({}), 'yes')
  assert.equal(asked({ ActiveState: 'failed', Result: 'exit-code' }), 'yes', 'it took the stop badly')
  assert.equal(asked({ ActiveState: 'deactivating', MainPID: 7, ExecMainExitTimestampMonotonic: 0n }), 'yes', 'it is being stopped')
  assert.equal(asked({ ExecMainExitTimestampMonotonic: 29n }), 'no', 'it ended by itself')
  assert.equal(asked({ ActiveState: 'failed', ExecMainExitTimestampMonotonic: 29n }), 'no', 'it crashed')
  assert.equal(asked({ ActiveState: 'active' }), 'no', 'it runs')
  assert.equal(asked({ InactiveExitTimestampMonotonic: 35n, ExecMainExitTimestampMonotonic: 40n, ActiveState: 'failed' }), 'no', 'a start that failed')
  assert.equal(asked({ ActiveEnterTimestampMonotonic: 0n }), 'no', 'it never became active')
  for (const Result of ['watchdog', 'oom-kill', 'start-limit-hit']) assert.equal(asked({ ActiveState: 'failed', Result }), 'no', Result)
})
test('a job that is queued or running for it', () => {
  assert.equal(unitStateOf('a.service', { ...least, Job: [7, '/org/freedesktop/systemd1/job/7'] }, null).job, 'yes')
  for (const Job of [[0, '/'], undefined]) assert.equal('job' in unitStateOf('a.service', { ...least, Job }, null), false)
})

test('g19 a socket that is down without a result of its own was stopped by somebody', () => {
  const socket = { LoadState: 'loaded', ActiveState: 'inactive', SubState: 'dead', Result: 'success', InactiveExitTimestampMonotonic: 10n, ActiveEnterTimestampMonotonic: 20n, ActiveExitTimestampMonotonic: 30n }
  assert.equal(unitStateOf('a.socket', socket, null).stopAsked, 'yes')
  assert.equal(unitStateOf('a.socket', { ...socket, ActiveState: 'failed', Result: 'trigger-limit-hit' }, null).stopAsked, undefined)
})
test('a timer that is down without a result of its own was stopped by somebody; one whose file went was not', () => {
  const timer = { LoadState: 'loaded', ActiveState: 'inactive', SubState: 'dead', Result: 'success', InactiveExitTimestampMonotonic: 20n, ActiveEnterTimestampMonotonic: 20n, ActiveExitTimestampMonotonic: 30n }
  assert.equal(unitStateOf('a.timer', timer, null).stopAsked, 'yes')
  assert.equal(unitStateOf('a.timer', { ...timer, ActiveState: 'failed', Result: 'resources' }, null).stopAsked, undefined)
})
test('a socket that accepts says so', () => {
  assert.equal(unitStateOf('a.socket', { ...least, Accept: true }, null).accepts, 'yes')
  assert.equal('accepts' in unitStateOf('a.socket', { ...least, Accept: false }, null), false)
})
test('what a socket starts, and who stops with a unit, each once', () => {
  const state = unitStateOf('a.socket', { ...least, Triggers: ['a.service'], RequiredBy: ['b.service'], BoundBy: ['b.service'], ConsistsOf: ['c.timer'] }, null)
  assert.deepEqual([state.triggers, state.requiredBy], [['a.service'], ['b.service', 'c.timer']])
  assert.equal('requiredBy' in unitStateOf('a.socket', { ...least, RequiredBy: [] }, null), false)
})
test('g09 a start that outlasts its timeout was extended; nobody knows of any other', () => {
  const starts = { ActiveState: 'activating', SubState: 'start', MainPID: 7, ExecMainStartTimestampMonotonic: 10_000_000n, TimeoutStartUSec: 5_000_000n }
  const extended = (differs: object, nowUs = 16_000_001) => startExtendedIn({ ...starts, ...differs }, nowUs).startExtended ?? 'no'
  assert.deepEqual([extended({}), extended({}, 16_000_000)], ['yes', 'no'], 'a busy manager may be a second late')
  for (const differs of [{ ActiveState: 'active' }, { SubState: 'start-post' }, { MainPID: 0 }, { TimeoutStartUSec: 2n ** 64n - 1n }, { TimeoutStartUSec: undefined }])
    assert.equal(extended(differs), 'no', JSON.stringify(differs, (_, value: unknown) => (typeof value === 'bigint' ? 'infinity' : value)))
})
