import { test } from 'node:test'
import assert from 'node:assert/strict'

import { mirrorIn } from '../../../support/real-daemons/debian-mirror.ts'

test('the mirror is that of a plain suite, not of its updates or its security fixes', () => {
  const listed = 'bookworm-security main http://s.example/security/\nbookworm-updates main http://m.example/u/\nbookworm main http://m.example/debian/\n'
  assert.equal(mirrorIn(listed), 'http://m.example/debian/')
})

test('a third party that calls its component main is not Debian when its suite is its own', () => {
  assert.equal(mirrorIn('nodistro main https://third.example/x\ncloud-sdk-bookworm main https://third.example/y\n'), null)
})

test('a machine without apt sources names no mirror', () => {
  assert.equal(mirrorIn(''), null)
})
