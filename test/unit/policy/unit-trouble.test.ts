import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitTrouble } from '../../../src/policy/unit-trouble.ts'
import type { UnitState } from '../../../src/policy/reading.ts'
import { aUnit, oldRun } from '../../support/readings.ts'

const before = { name: 'jaco.service', invocationId: oldRun, mainStartedUs: 1_000_000 }

test('a new run of a running unit has no trouble', () => {
  assert.equal(unitTrouble(aUnit(), before), null)
  assert.equal(unitTrouble(aUnit({ needDaemonReload: 'yes', statusText: 'busy' }), before), null)
})

const troubles: readonly [Partial<UnitState>, string][] = [
  [{ activeState: 'failed', result: 'exit-code', mainStatus: 217 }, 'failed: exit status 217/USER: its user does not exist'],
  [{ activeState: 'failed', result: 'exit-code', mainStatus: 0 }, 'failed: a helper process of it failed (ExecStartPre=, ExecStartPost= …)'],
  [{ activeState: 'failed', result: 'success' }, 'failed: it ended by itself'],
  [{ activeState: 'inactive', result: 'exit-code', mainStatus: 2 }, 'is stopped: exit status 2'],
  [{ activeState: 'inactive', unmetCondition: 'ConditionPathExists=/x' }, 'was not started: a condition of it is not met (ConditionPathExists=/x)'],
  [{ activeState: 'reloading', subState: 'reload', statusText: 'reading' }, 'is reloading (reload) (its status: reading)'],
  [{ activeState: 'maintenance', subState: 'cleaning' }, 'is maintenance (cleaning)'],
  [{ loadState: 'masked' }, 'is not loaded (masked)'],
  [{ invocationId: oldRun, mainStartedUs: 1_000_000 }, 'was not restarted: it is still the old run'],
]
for (const [differs, says] of troubles)
  test(`it says: ${says}`, () => assert.equal(unitTrouble(aUnit(differs), before), says))

test('g19 a socket has no process: it listens again, or it does not', () => {
  const socket = aUnit({ name: 'jaco.socket', subState: 'listening', mainPid: 0, mainStartedUs: 0 })
  assert.equal(unitTrouble(socket, { ...before, name: 'jaco.socket', mainStartedUs: 0 }), null)
  assert.equal(unitTrouble({ ...socket, invocationId: oldRun }, before), 'was not restarted: it is still the old run')
  assert.equal(unitTrouble({ ...socket, activeState: 'failed', result: 'trigger-limit-hit' }, before), 'failed: trigger-limit-hit')
})

test('a timer and a path are well in the same run as before: that takes up what the manager reads', () => {
  for (const name of ['jaco.timer', 'jaco.path']) {
    const armed = aUnit({ name, subState: 'waiting', mainPid: 0, mainStartedUs: 0, invocationId: oldRun })
    assert.equal(unitTrouble(armed, { ...before, name }), null)
    assert.equal(unitTrouble({ ...armed, activeState: 'failed', result: 'resources' }, { ...before, name }), 'failed: systemd could not set it up (a file, user or mount is missing)')
  }
})
