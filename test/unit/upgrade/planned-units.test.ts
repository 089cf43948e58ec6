import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgedUnits, plannedDependents, plannedUnits, runsBefore, type UnitNow } from '../../../src/upgrade/planned-units.ts'
import { aUnit } from '../../support/readings.ts'

function now(name: string, activeState = 'active', more: Partial<UnitNow> = {}): UnitNow {
  return { name, restart: 'restart', state: aUnit({ name, activeState }), idle: 'no', ready: { steadyMs: 1000, probes: ['unit'] }, ...more }
}
const fates = (...units: readonly UnitNow[]): readonly string[] => plannedUnits(units).map(({ then }) => then)

test('R9 each but the last that is restarted must be ready before the next', () => {
  const units = plannedUnits([now('a.service'), now('b.service', 'inactive'), now('c.service'), now('d.service', 'active', { file: 'goes' })])
  assert.deepEqual(units.map(({ name, then, ready }) => [name, then, ready?.steadyMs ?? null]), [['a.service', 'restart', 1000], ['b.service', 'rest', null], ['c.service', 'restart', null], ['d.service', 'stop', null]])
  assert.equal('ready' in (plannedUnits([now('a.service')])[0] ?? {}), false)
})

test('g19 a socket is restarted when its file changes, and only then; nobody waits for it', () => {
  assert.deepEqual(fates(now('a.socket')), ['rest'])
  assert.deepEqual(fates(now('a.socket', 'active', { file: 'changes' })), ['restart'])
  assert.deepEqual(fates(now('a.socket', 'failed', { file: 'changes' })), ['restart'])
  assert.deepEqual(fates(now('a.socket', 'inactive', { file: 'changes' })), ['rest'])
  assert.deepEqual(fates(now('a.service', 'inactive', { file: 'changes' })), ['rest'])
  assert.equal(plannedUnits([now('a.socket', 'active', { file: 'changes' }), now('a.service')])[0]?.ready, undefined)
})

test('a timer and a path are touched only when their files change, like a socket; and none that somebody stopped', () => {
  for (const name of ['a.timer', 'a.path']) {
    assert.deepEqual(fates(now(name), now(name, 'active', { file: 'changes' }), now(name, 'failed', { file: 'changes' }), now(name, 'inactive', { file: 'changes' })), ['rest', 'restart', 'restart', 'rest'], name)
    assert.deepEqual(fates(now(name, 'active', { file: 'goes' }), now(name, 'inactive', { file: 'goes' }), now(name, 'inactive', { file: 'returns' })), ['stop', 'rest', 'start'], name)
    assert.equal(plannedUnits([now(name, 'active', { file: 'changes' }), now('a.service')])[0]?.ready, undefined, 'nobody waits for it')
  }
})

test('a timer that has elapsed for good is left alone, whatever becomes of its file: another start could run its service once more', () => {
  const elapsed = (file?: UnitNow['file']): UnitNow => now('a.timer', 'active', { state: aUnit({ name: 'a.timer', subState: 'elapsed' }), ...(file === undefined ? {} : { file }) })
  assert.deepEqual(fates(elapsed(), elapsed('changes'), elapsed('goes')), ['rest', 'rest', 'rest'])
})

test('no run of a timer or a path has to prove itself', () => {
  assert.deepEqual(judgedUnits(['a.timer', 'a.service', 'a.path', 'a.socket'].map((name) => ({ name }))).map(({ name }) => name), ['a.service', 'a.socket'])
})

test('R8 what runs under another unit file from now on is started by it, and not reloaded', () => {
  const units = plannedUnits([now('a.service', 'active', { restart: 'reload-or-restart' }), now('b.service', 'active', { restart: 'reload-or-restart', file: 'changes' })])
  assert.deepEqual(units.map(({ restart }) => restart), ['reload-or-restart', 'restart'])
})

test('g18 g30 what is armed is started, what was stopped is not', () => {
  assert.deepEqual(fates(now('a.service', 'inactive', { idle: 'armed' }), now('b.service', 'inactive'), now('c.service', 'failed')), ['restart', 'rest', 'restart'])
})

test('g30 who was stopped and took that badly rests, too: it is failed, and did not crash', () => {
  const stopped = (name: string, more: Partial<UnitNow> = {}): UnitNow => now(name, 'failed', { state: aUnit({ name, activeState: 'failed', stopAsked: 'yes' }), ...more })
  assert.deepEqual(fates(stopped('a.service'), stopped('b.service', { idle: 'armed' }), stopped('c.service', { file: 'goes' }), stopped('d.service', { file: 'returns' })), ['rest', 'restart', 'rest', 'start'])
})

test('g36 who went down with another one that died was not stopped by anybody: it comes back with that', () => {
  const fallen = now('b.service', 'inactive', { fell: 'yes', state: aUnit({ name: 'b.service', activeState: 'inactive', stopAsked: 'yes' }) })
  assert.deepEqual(fates(now('a.service', 'failed'), fallen, { ...fallen, file: 'goes' }), ['restart', 'restart', 'rest'])
  assert.deepEqual(runsBefore([fallen], 'restart').map(({ name }) => name), ['b.service'], 'and is judged')
})

test('a unit that goes is stopped, if there is anything to stop', () => {
  assert.deepEqual(fates(now('a.service', 'active', { file: 'goes' }), now('a.socket', 'inactive', { file: 'goes' }), now('b.socket', 'active', { file: 'goes' })), ['stop', 'rest', 'stop'])
})

test('what was stopped when its file went is started when that comes back, unless somebody has', () => {
  const returning = [now('a.service', 'inactive', { file: 'returns' }), now('b.service', 'active', { file: 'returns' }), now('c.socket', 'inactive', { file: 'returns' })]
  assert.deepEqual(fates(...returning), ['start', 'restart', 'start'])
  assert.deepEqual(runsBefore(returning, 'restart', 'stop').map(({ name }) => name), ['b.service'], 'nobody waits for a run that there was not')
})

test('dependents are those of units that are touched; a socket that goes on listening must listen afterwards', () => {
  const of = (...units: readonly UnitNow[]): readonly string[] | undefined => plannedDependents(units, [{ name: 'x.service', of: 'a.service' }, { name: 'x.service', of: 'b.service' }, { name: 'y.timer', of: 'b.service' }]).dependents
  assert.deepEqual(of(now('a.service'), now('b.service', 'inactive')), ['x.service'])
  assert.deepEqual(of(now('a.service', 'inactive'), now('b.service', 'active', { file: 'goes' })), ['x.service', 'y.timer'])
  assert.deepEqual(of(now('a.socket'), now('c.service')), ['a.socket'])
  assert.deepEqual(of(now('a.timer'), now('b.path', 'inactive'), now('c.service')), ['a.timer'], 'a snapshot may stop it')
  assert.equal(of(now('a.socket', 'inactive'), now('c.service')), undefined)
  assert.equal(of(now('a.socket'), now('c.service', 'inactive')), undefined, 'nothing is touched at all')
})

test('whose run must be another one is told by their fate', () => {
  const units = [now('a.service'), now('b.service', 'inactive'), now('c.service', 'active', { file: 'goes' })]
  assert.deepEqual([runsBefore(units, 'restart'), runsBefore(units, 'restart', 'stop')].map((runs) => runs.map(({ name }) => name)), [['a.service'], ['a.service', 'c.service']])
})
