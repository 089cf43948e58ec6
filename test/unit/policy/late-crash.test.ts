import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lateCrash } from '../../../src/policy/late-crash.ts'
import type { UnitState } from '../../../src/policy/reading.ts'

const unit = (differs: Partial<UnitState>): UnitState => ({
  name: 'acme.service', loadState: 'loaded', activeState: 'active', subState: 'running', result: 'success', invocationId: 'a'.repeat(32), restarts: 0, mainPid: 7, mainStatus: 0,
  mainStartedUs: 1, activeEnteredUs: 2, activeLeftUs: 0, unitFileState: 'enabled', needDaemonReload: 'no', statusText: '', executable: null, ...differs,
})
const failed = { activeState: 'failed', subState: 'failed', result: 'exit-code', mainStatus: 3, mainPid: 0 } as const

const cases: readonly (readonly [string, Partial<UnitState>, number, string | null])[] = [
  ['g05 it failed', failed, 0, 'failed: exit status 3'],
  ['it runs', {}, 0, null],
  ['it ended by itself, and systemd calls that well', { activeState: 'inactive', subState: 'dead', mainPid: 0 }, 0, null],
  ['somebody stopped it, and it took that badly', { ...failed, stopAsked: 'yes' }, 0, null],
  ['it is about to be started anew: its count tells', { ...failed, subState: 'failed-before-auto-restart', restarts: 1 }, 1, null],
  ['g03 it was restarted more often than is forgiven', { restarts: 3 }, 2, 'was restarted by systemd 3 times'],
  ['once is too often where nothing is forgiven', { restarts: 1 }, 0, 'was restarted by systemd once'],
  ['as often as is forgiven', { restarts: 2 }, 2, null],
  ['g04 systemd gave up', { ...failed, result: 'start-limit-hit', restarts: 5 }, 9, 'failed: it failed too often and systemd gave up (start-limit-hit); last exit status 3'],
  ['somebody started it by hand until systemd refused', { ...failed, result: 'start-limit-hit' }, 0, null],
]
for (const [name, differs, restartsMax, expected] of cases) {
  test(name, () => { assert.equal(lateCrash(unit(differs), restartsMax), expected) })
}
