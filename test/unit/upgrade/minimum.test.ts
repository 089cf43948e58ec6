import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseVersion } from '../../../src/release/version.ts'
import { belowMinimum, refuseBelowMinimum } from '../../../src/upgrade/minimum.ts'
import { throwsFailure } from '../../support/throws.ts'

const [older, minimum] = [parseVersion('1.2.3-rc.1'), parseVersion('1.2.3')]

test('J03 by precedence: a release candidate is older than its release', () => {
  assert.match(belowMinimum(older, minimum) ?? '', /1\.2\.3-rc\.1 is older than 1\.2\.3, the oldest that the settings allow/)
  throwsFailure('REFUSED', /the oldest that the settings allow/, () => refuseBelowMinimum(older, minimum))
  for (const good of [minimum, parseVersion('1.2.3+build'), parseVersion('2.0.0')]) assert.equal(belowMinimum(good, minimum), null)
  assert.equal(belowMinimum(older, null), null)
})
