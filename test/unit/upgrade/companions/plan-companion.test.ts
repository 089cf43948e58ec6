import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planCompanion, type CompanionNow, type FoundFile } from '../../../../src/upgrade/companions/plan-companion.ts'
import type { PlannedCompanion } from '../../../../src/upgrade/plan.ts'
import { throwsFailure } from '../../../support/throws.ts'

const path = '/etc/systemd/system/acmed.service'
const [before, after, own] = ['b'.repeat(64), 'a'.repeat(64), 'f'.repeat(64)]
const there = (sha256: string, mode = 0o644): FoundFile => ({ kind: 'file', sha256, mode, uid: 0, gid: 0 })
const coming = { path: '/opt/acme/releases/2.0.0/acmed.service', sha256: after }
const masked = { kind: 'other', what: 'a link to /dev/null, so that the unit is masked' } as const

interface Wishes extends Partial<Omit<CompanionNow, 'rule'>> { readonly missing?: CompanionNow['rule']['missing']; readonly edited?: CompanionNow['rule']['edited'] }
const decide = ({ missing = 'remove', edited = 'refuse', ...now }: Wishes = {}): { readonly planned: PlannedCompanion | null; readonly remarks: readonly string[] } =>
  planCompanion({ name: 'acmed.service', path, mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes', found: there(before), coming, last: { sha256: before }, rule: { missing, edited }, directories: [], version: '2.0.0', ...now })
const digests = (wishes: Wishes): readonly unknown[] => {
  const { planned } = decide(wishes)
  return planned === null ? [] : [planned.keptSha256, planned.newSha256]
}

test('R8 a file that changed is in the plan, as it was and as it will be', () => {
  assert.deepEqual(decide(), { planned: { name: 'acmed.service', path, newPath: coming.path, newSha256: after, mode: 0o644, uid: 0, gid: 0, keptSha256: before, isUnitFile: 'yes' }, remarks: [] })
})
test('R8 one that did not change is not, so that nobody is told to read anything again', () => {
  assert.deepEqual(decide({ found: there(after), last: { sha256: after } }), { planned: null, remarks: [] })
  assert.deepEqual(decide({ found: there(after), last: { sha256: before } }).planned, null, 'somebody was quicker, with the same content')
})
test('permissions and owner are what the settings say, too', () => {
  for (const found of [there(after, 0o600), { ...there(after), uid: 1000 }, { ...there(after), gid: 7 }]) assert.deepEqual(digests({ found, last: { sha256: after } }), [after, after])
})
test('a first one makes its directories', () => {
  assert.deepEqual(decide({ found: null, last: null, directories: ['/etc/systemd/system/acmed.service.d'] }).planned?.directories, ['/etc/systemd/system/acmed.service.d'])
  assert.deepEqual(digests({ found: null, last: null }), [null, after])
})
test('what nobody of ours laid down is replaced, and that is said', () => {
  const { planned, remarks } = decide({ found: there(own), last: null })
  assert.deepEqual([planned?.keptSha256, planned?.newSha256], [own, after])
  assert.deepEqual(remarks, [`'${path}' was not laid down by app-upgrade; it is replaced, and kept beside it`])
})
test('what was edited here is refused, kept or replaced, as the settings say', () => {
  throwsFailure('REFUSED', /acmed\.service' was changed here by somebody else, and 2\.0\.0 brings another one/, () => decide({ found: there(own) }))
  assert.throws(() => decide({ found: there(own) }), { next: /belong in a drop-in.*edited = "replace"/ })
  const kept = decide({ found: there(own), edited: 'keep' })
  assert.deepEqual([kept.planned, kept.remarks], [null, [`'${path}' stays as somebody made it here`]])
  const replaced = decide({ found: there(own), edited: 'replace' })
  assert.deepEqual([replaced.planned?.keptSha256, replaced.planned?.newSha256], [own, after])
  assert.match(replaced.remarks[0] ?? '', /was changed here; that is replaced/)
})
test('so is what was taken away here, or put back after a release had taken it away', () => {
  throwsFailure('REFUSED', /was removed here by somebody else/, () => decide({ found: null }))
  throwsFailure('REFUSED', /was made here by somebody else/, () => decide({ found: there(own), last: { sha256: null } }))
  assert.deepEqual(digests({ found: null, edited: 'replace' }), [null, after])
  assert.deepEqual(digests({ found: null, edited: 'keep' }), [])
  assert.deepEqual(digests({ found: null, last: { sha256: null } }), [null, after], 'that was us')
})
test('a link or a directory is never replaced: a mask is somebody’s word', () => {
  for (const edited of ['refuse', 'replace'] as const) throwsFailure('REFUSED', /is a link to \/dev\/null, so that the unit is masked, and no file that could be replaced/, () => decide({ found: masked, edited, last: null }))
  assert.deepEqual(digests({ found: masked, edited: 'keep' }), [])
})
test('what the new release does not have any more goes, stays, or is refused', () => {
  assert.deepEqual(digests({ coming: null }), [before, null])
  assert.deepEqual(decide({ coming: null, missing: 'keep' }), { planned: null, remarks: [`'${path}' stays, though 2.0.0 does not have it any more`] })
  throwsFailure('REFUSED', /2\.0\.0 has no 'acmed\.service', which belongs at/, () => decide({ coming: null, missing: 'refuse' }))
})
test('only what we laid down ever goes', () => {
  for (const [found, last] of [[there(own), null], [there(own), { sha256: null }], [null, { sha256: before }], [masked, null]] as const) assert.deepEqual(decide({ coming: null, found, last }), { planned: null, remarks: [] })
})
test('what goes and was edited is somebody’s work as well', () => {
  throwsFailure('REFUSED', /was changed here by somebody else, and 2\.0\.0 does not have it any more/, () => decide({ coming: null, found: there(own) }))
  assert.deepEqual(digests({ coming: null, found: there(own), edited: 'keep' }), [])
  assert.deepEqual(digests({ coming: null, found: there(own), edited: 'replace' }), [own, null])
})
