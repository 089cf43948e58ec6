import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { UnitState } from '../../../src/policy/reading.ts'
import { makePlan, type PlanInputs } from '../../../src/upgrade/make-plan.ts'

const state = (activeState: string): UnitState =>
  ({ activeState, invocationId: 'i'.repeat(32), mainStartedUs: 1_000_000 }) as UnitState

const inputs = (changes: Partial<PlanInputs> = {}): PlanInputs => ({
  transaction: '20261121T104841Z-3fa29c',
  app: 'jaco',
  nowMs: 1_795_000_000_000,
  actor: 'root on pts/0',
  reason: null,
  way: 'on',
  live: { version: '0.1.0', artifactSha256: 'a1', directory: '/opt/jaco/releases/0.1.0', sha256: new Map([['/usr/local/bin/jaco', 'k1'], ['/usr/local/bin/jacod', null]]) },
  admitted: {
    version: '0.2.0', sha256: 'a2', directory: '/opt/jaco/releases/0.2.0', grounds: ['minisign key K'],
    files: [
      { name: 'jacod', path: '/opt/jaco/releases/0.2.0/jacod', sha256: 'n2', mode: 0o755 },
      { name: 'jaco', path: '/opt/jaco/releases/0.2.0/jaco', sha256: 'n1', mode: 0o755 },
    ],
  },
  files: [{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }, { name: 'jacod', publicPath: '/usr/local/bin/jacod' }],
  owner: { uid: 0, gid: 0 },
  layout: { kind: 'links', home: '/opt/jaco' },
  units: [{ name: 'jaco.service', restart: 'restart', state: state('active'), idle: 'no' }],
  probes: [{ kind: 'version', name: 'version', command: ['{live}/jacod', '--version'] }],
  coordination: { kind: 'alone' },
  health: { deadlineMs: 30_000, steadyMs: 10_000, restartsMax: 2 },
  rollback: { deadlineMs: 40_000, steadyMs: 5_000, restartsMax: 2 },
  restartTimeoutMs: 90_000,
  keepReleases: 3,
  keepMs: 604_800_000,
  letGo: ['/opt/jaco/releases/0.0.9'],
  probation: { forMs: 600_000, then: 'roll-back' },
  ...changes,
})

test('golden: two binaries, one of them new, one unit', () => {
  const golden = readFileSync(join(import.meta.dirname, '../../vectors/plans/jaco.json'), 'utf8')
  assert.equal(`${JSON.stringify(makePlan(inputs()), null, 2)}\n`, golden)
})

test('files stand in the order of the app file, whatever the archive\'s order', () => {
  assert.deepEqual(makePlan(inputs()).files.map((file) => file.name), ['jaco', 'jacod'])
})

test('g30 a unit that rests is not restarted, not judged, and not probed', () => {
  const plan = makePlan(inputs({ units: [{ name: 'jaco.service', restart: 'restart', state: state('inactive'), idle: 'no' }] }))
  assert.deepEqual([plan.units[0]?.then, plan.health.before, plan.health.probes], ['rest', [], []])
})

test('g18 a unit that is idle while its socket listens is started and judged: the next connection would start it anyway', () => {
  const plan = makePlan(inputs({ units: [{ name: 'jaco.service', restart: 'restart', state: state('inactive'), idle: 'armed' }] }))
  assert.deepEqual([plan.units[0]?.then, plan.health.before.length, plan.health.probes], ['restart', 1, ['version']])
})

test('a unit that had failed is restarted: the new version may be its cure', () => {
  assert.equal(makePlan(inputs({ units: [{ name: 'jaco.service', restart: 'restart', state: state('failed'), idle: 'no' }] })).units[0]?.then, 'restart')
})

test('a unit that goes is not watched on the way there, and watched again on the way back', () => {
  const plan = makePlan(inputs({ units: [{ name: 'jaco.service', restart: 'restart', state: state('active'), idle: 'no', file: 'goes' }], dependents: [{ name: 'web.service', of: 'jaco.service' }] }))
  assert.deepEqual([plan.units[0]?.then, plan.health.before, plan.rollbackHealth.before.length, plan.rollbackHealth.probes, plan.dependents, plan.probation], ['stop', [], 1, ['version'], ['web.service'], undefined])
})

test('R13 F30 the rollback has its own budget', () => {
  const { health, rollbackHealth } = makePlan(inputs())
  assert.deepEqual([health.deadlineMs, rollbackHealth.deadlineMs], [30_000, 40_000])
})

test('a first release has no way back', () => {
  const plan = makePlan(inputs({ live: null }))
  assert.deepEqual([plan.from, plan.files[0].keptSha256], [null, null])
})

test('a plan without its wanted file is a bug, not a plan', () => {
  assert.throws(() => makePlan(inputs({ files: [{ name: 'other', publicPath: '/x' }] })), { name: 'Bug', message: /'other' was not admitted/ })
})

test('an adopted release of the same version, forced over, is not kept in the directory of the new one', () => {
  const live = { version: '0.2.0', artifactSha256: null, directory: '/opt/jaco/releases/0.2.0', sha256: new Map([['/usr/local/bin/jaco', 'k1'], ['/usr/local/bin/jacod', 'k2']]) }
  assert.equal(makePlan(inputs({ live })).from?.directory, '/opt/jaco/releases/0.2.0~k1')
  const same = { ...live, sha256: new Map([['/usr/local/bin/jaco', 'n1'], ['/usr/local/bin/jacod', 'n2']]) }
  assert.equal(makePlan(inputs({ live: same })).from?.directory, '/opt/jaco/releases/0.2.0', 'the very same bytes are one release')
})

test('a plan that goes back says so', () => {
  assert.equal(makePlan(inputs({ way: 'back' })).way, 'back')
  assert.equal('way' in makePlan(inputs()), false)
})

test('without a limit of age the plan has none', () => {
  assert.equal('keepMs' in makePlan(inputs({ keepMs: null })), false)
})

test('a probation: none when it is off or nothing runs; who went back is only told, whatever the app file says', () => {
  assert.deepEqual(makePlan(inputs()).probation, { forMs: 600_000, then: 'roll-back' })
  assert.equal(makePlan(inputs({ probation: { forMs: 0, then: 'roll-back' } })).probation, undefined)
  assert.equal(makePlan(inputs({ units: [] })).probation, undefined)
  assert.equal(makePlan(inputs({ units: [{ name: 'jaco.service', restart: 'restart', state: state('inactive'), idle: 'no' }] })).probation, undefined)
  assert.deepEqual(makePlan(inputs({ way: 'back' })).probation, { forMs: 600_000, then: 'tell' })
})

test('a timer whose file changes is put back like a unit that ran, and judged like none', () => {
  const timer = { name: 'jaco.timer', restart: 'restart', state: { ...state('active'), subState: 'waiting' }, idle: 'no', file: 'changes' } as const
  const plan = makePlan(inputs({ units: [timer, ...inputs().units] }))
  assert.deepEqual(plan.units.map(({ name, then }) => [name, then]), [['jaco.timer', 'restart'], ['jaco.service', 'restart']])
  assert.deepEqual([plan.health.before, plan.rollbackHealth.before].map((before) => before.map(({ name }) => name)), [['jaco.service'], ['jaco.timer', 'jaco.service']])
  const alone = makePlan(inputs({ units: [timer] }))
  assert.deepEqual([alone.health.before, alone.health.probes, alone.probation], [[], [], undefined], 'its service rests: nobody is asked')
})
