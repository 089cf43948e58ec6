import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeholders } from '../../../src/upgrade/placeholders.ts'
import { aPlan } from '../../support/a-plan.ts'

const { fillIn, unknownPlaceholder } = placeholders(['version', 'path'])

test('only what is understood in this kind of text is filled in; the rest stays as it is, and is found beforehand', () => {
  assert.equal(fillIn('{version} {live} {new:acme0}', aPlan()), '2.0.0 {live} {new:acme0}')
  assert.deepEqual(['{version}', '{live}', '{new:acme0}'].map(unknownPlaceholder), [null, '{live}', '{new:acme0}'])
})

test('a word about a file names one, and no other does', () => {
  assert.deepEqual(['{path}', '{version:x}', '{path:}'].map(unknownPlaceholder), ['{path}', '{version:x}', null])
})
