import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillIn, unknownPlaceholder } from '../../../../src/drivers/gates/placeholders.ts'
import { aPlan } from '../../../support/scripted-world.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('both versions, the directory of the live program, and every managed file', () => {
  assert.equal(fillIn('{from}→{version} {live} {path:acme} {other} {{}', aPlan()), '1.4.2→2.0.0 /usr/local/bin /usr/local/bin/acme {other} {{}')
  assert.equal(fillIn('--from={from}', aPlan({ from: null })), '--from=')
  assert.equal(fillIn('{new:acme}', aPlan()), aPlan().files[0].newPath)
  throwsFailure('CONFIG', /\{new:jaco\} names no managed file/, () => fillIn('{new:jaco}', aPlan()))
  throwsFailure('CONFIG', /\{path:jaco\} names no managed file/, () => fillIn('{path:jaco}', aPlan()))
})

test('what nobody fills in is found when the file is read', () => {
  assert.deepEqual(['{version} {from} {live} {path:x} {new:x}', '{"a": 1}', '{versoin}'].map(unknownPlaceholder), [null, null, '{versoin}'])
})
