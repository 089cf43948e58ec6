import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dependentsOf, fileOf } from '../../../src/main/units-now.ts'
import type { UnitState } from '../../../src/policy/reading.ts'
import type { PlannedCompanion } from '../../../src/upgrade/plan.ts'
import { aUnit } from '../../support/readings.ts'

function aService(...units: readonly UnitState[]): { readonly state: (name: string) => Promise<UnitState> } {
  return { state: async (name) => units.find((unit) => unit.name === name) ?? aUnit({ name, loadState: 'not-found', activeState: 'inactive' }) }
}
const requiring = (name: string, ...requiredBy: readonly string[]): UnitState => aUnit({ name, requiredBy })

test('dependents are those that run, directly or through others, and can be started by themselves', async () => {
  const daemon = requiring('a.service', 'web.service', 'multi-user.target', 'srv.mount', 'idle.service', 'b.service')
  const service = aService(daemon, requiring('web.service', 'cache.socket'), requiring('cache.socket', 'web.service', 'a.service'), aUnit({ name: 'idle.service', activeState: 'inactive', requiredBy: ['late.service'] }), aUnit({ name: 'late.service' }))
  assert.deepEqual(await dependentsOf([daemon, requiring('b.service', 'web.service')], service), [{ name: 'web.service', of: 'a.service' }, { name: 'cache.socket', of: 'a.service' }, { name: 'web.service', of: 'b.service' }, { name: 'cache.socket', of: 'b.service' }])
})

test('g19 the running service of a socket hangs on it, too', async () => {
  const socket = aUnit({ name: 'a.socket', triggers: ['a.service'] })
  assert.deepEqual(await dependentsOf([socket], aService(aUnit({ name: 'a.service' }))), [{ name: 'a.service', of: 'a.socket' }])
  assert.deepEqual(await dependentsOf([socket], aService()), [])
  assert.deepEqual(await dependentsOf([{ ...socket, accepts: 'yes' }], aService(aUnit({ name: 'a.service' }))), [], 'a connection ends when it likes, and need not come back')
  assert.deepEqual(await dependentsOf([aUnit({ name: 'a.timer', triggers: ['a.service'] })], aService(aUnit({ name: 'a.service' }))), [], 'what a timer has started goes on without it')
})

test('a long chain has an end', async () => {
  const chain = Array.from({ length: 100 }, (_, at) => requiring(`u${at}.service`, `u${at + 1}.service`))
  assert.equal((await dependentsOf(chain.slice(0, 1), aService(...chain))).length, 8)
  const many = Array.from({ length: 100 }, (_, at) => aUnit({ name: `u${at}.service` }))
  assert.equal((await dependentsOf([requiring('a.service', ...many.map(({ name }) => name))], aService(...many))).length, 64)
})

test('a unit changes with its own file, its template, and every drop-in that it reads', () => {
  const companion = (path: string, newSha256: string | null = 'n'): PlannedCompanion => ({ name: 'x', path, newPath: '/x', newSha256, keptSha256: 'k', mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' })
  const said = (unit: string, path: string, newSha256?: null): string | undefined => fileOf(unit, [companion(path, newSha256)]).file
  const at = '/etc/systemd/system'
  for (const [unit, path] of [['a.socket', `${at}/a.socket`], ['a@1.socket', `${at}/a@.socket`], ['a.socket', `${at}/a.socket.d/10-x.conf`], ['a@1.socket', `${at}/a@.socket.d/10-x.conf`], ['a-b.socket', `${at}/a-.socket.d/10-x.conf`]] as const) assert.equal(said(unit, path), 'changes', path)
  for (const [unit, path] of [['a.socket', `${at}/a.service`], ['a.socket', '/etc/a.socket'], ['a.socket', `${at}/b.socket.d/10-x.conf`], ['ab.socket', `${at}/a-.socket.d/10-x.conf`]] as const) assert.equal(said(unit, path), undefined, path)
  assert.equal(said('a.socket', `${at}/a.socket`, null), 'goes')
  assert.equal(said('a.socket', `${at}/a.socket.d/10-x.conf`, null), 'changes', 'it goes on without a drop-in')
})

test('a unit whose file goes from one place and comes at another has one: it is no unit that goes', () => {
  const companion = (path: string, newSha256: string | null): PlannedCompanion => ({ name: 'x', path, newPath: '/x', newSha256, keptSha256: 'k', mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes' })
  const moved = [companion('/usr/lib/systemd/system/a.service', null), companion('/etc/systemd/system/a.service', 'n')]
  assert.deepEqual([fileOf('a.service', moved), fileOf('a.service', moved.toReversed())], [{ file: 'changes' }, { file: 'changes' }])
  assert.deepEqual(fileOf('a@1.service', [companion('/etc/systemd/system/a@1.service', null), companion('/etc/systemd/system/a@.service', 'n')]), { file: 'changes' }, 'its template comes instead')
  assert.deepEqual(fileOf('a.service', [companion('/etc/systemd/system/a.service', null), companion('/etc/systemd/system/a.service.d/10-x.conf', 'n')]), { file: 'goes' }, 'a drop-in alone is no unit')
})
