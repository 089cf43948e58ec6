import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Decided, FoundFile } from '../../../../src/upgrade/companions/plan-companion.ts'
import { planWayBack, type CompanionThen } from '../../../../src/upgrade/companions/plan-way-back.ts'
import { throwsFailure } from '../../../support/throws.ts'

const path = '/etc/systemd/system/acmed.service'
const [then, now, own] = ['b'.repeat(64), 'a'.repeat(64), 'f'.repeat(64)]
const there = (sha256: string, mode = 0o644): FoundFile => ({ kind: 'file', sha256, mode, uid: 0, gid: 0 })
const decide = (wishes: Partial<CompanionThen> = {}): Decided =>
  planWayBack({ name: 'acmed.service', path, isUnitFile: 'yes', found: there(now), then, source: { ...there(then, 0o600), path: '/kept' }, last: now, edited: 'refuse', directories: [], version: '1.0.0', force: 'no', ...wishes })

test('an old program gets its old unit file back, with the permissions that it had', () => {
  assert.deepEqual(decide(), { planned: { name: 'acmed.service', path, newPath: '/kept', newSha256: then, mode: 0o600, uid: 0, gid: 0, keptSha256: now, isUnitFile: 'yes' }, remarks: [] })
})
test('what is as it was then is left alone', () => {
  assert.deepEqual(decide({ found: there(then) }), { planned: null, remarks: [] })
  assert.deepEqual(decide({ found: null, then: null, source: null }), { planned: null, remarks: [] })
})
test('what came afterwards goes, and what went comes back', () => {
  const { planned } = decide({ then: null, source: null })
  assert.deepEqual([planned?.newPath, planned?.newSha256, planned?.keptSha256], [null, null, now])
  const back = decide({ found: null, last: null, directories: ['/etc/x'] }).planned
  assert.deepEqual([back?.newSha256, back?.keptSha256, back?.directories], [then, null, ['/etc/x']])
})
test('a change that somebody made here does not keep an ill version alive, unless it is to stay whatever comes', () => {
  const { planned, remarks } = decide({ found: there(own) })
  assert.equal(planned?.keptSha256, own)
  assert.match(remarks[0] ?? '', /was changed here; it is as it was with 1\.0\.0 again, and the change is kept beside it/)
  assert.deepEqual(decide({ found: there(own), edited: 'keep' }), { planned: null, remarks: [`'${path}' stays as somebody made it here`] })
})
test('what is nowhere any more is refused; whoever insists is told', () => {
  throwsFailure('REFUSED', /acmed\.service' cannot be put back as it was with 1\.0\.0: what lay there then is nowhere any more/, () => decide({ source: null }))
  assert.deepEqual(decide({ source: null, force: 'yes' }), { planned: null, remarks: [`'${path}' could not be put back as it was with 1.0.0: what lay there then is nowhere any more`] })
  throwsFailure('REFUSED', /it is a link to '\/x' now/, () => decide({ found: { kind: 'other', what: "a link to '/x'" } }))
})
