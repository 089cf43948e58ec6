import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseVersion } from '../../../src/release/version.ts'
import { refuseBelowMinimum } from '../../../src/upgrade/minimum.ts'
import { throwsFailure } from '../../support/throws.ts'

const [older, minimum] = [parseVersion('1.2.3-rc.1'), parseVersion('1.2.3')]

test('J03 by precedence: a release candidate is older than its release', () => {
  throwsFailure('REFUSED', /1\.2\.3-rc\.1 is older than 1\.2\.3, the oldest that the settings allow/, () => refuseBelowMinimum(older, minimum))
  for (const good of [minimum, parseVersion('1.2.3+build'), parseVersion('2.0.0')]) assert.doesNotThrow(() => refuseBelowMinimum(good, minimum))
  assert.doesNotThrow(() => refuseBelowMinimum(older, null))
})
