import assert from 'node:assert/strict'
import { test } from 'node:test'
import { belowMinimum, minimumVersion } from '../../../../src/policy/rules/minimum-version.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

const at = (version: string) => ({ standing: { minimumVersion: parseVersion(version) } })

test('nothing older than the operator allows, and it says that no option helps', () => {
  const objection = objectionOf(minimumVersion, '1.4.9', at('1.5.0'))
  assert.equal(objection?.because, '1.4.9 is older than 1.5.0, the oldest that the settings allow')
  assert.match(objection.next ?? '', /no option/)
  assert.equal(objectionOf(minimumVersion, '1.5.0', at('1.5.0')), null)
  assert.equal(objectionOf(minimumVersion, '0.0.1'), null)
})

test('a pre-release of the minimum is older than it', () => {
  assert.notEqual(belowMinimum(parseVersion('1.5.0-rc.1'), parseVersion('1.5.0')), null)
})
