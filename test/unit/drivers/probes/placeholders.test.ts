import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillIn, unknownPlaceholder } from '../../../../src/drivers/probes/placeholders.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('what is filled in, and what is left alone', () => {
  const plan = aPlan({ files: 2 })
  assert.equal(fillIn('{live}/x {version} {path:acme1} {"a":{}} {} {A}', plan), '/usr/bin/x 2.0.0 /usr/bin/acme1 {"a":{}} {} {A}')
  throwsFailure('CONFIG', /\{path:other\} names no managed file/, () => fillIn('{path:other}', plan))
  assert.equal(unknownPlaceholder('{live}{tag}'), '{tag}')
  assert.equal(unknownPlaceholder('{live}{"tag":1}'), null)
})
