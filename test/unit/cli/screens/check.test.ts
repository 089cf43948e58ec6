import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfCheck } from '../../../../src/cli/screens/check.ts'
import { aCheckReport } from '../../../support/scripted-world.ts'

test('P6 one line says the state first, and then why', () => {
  assert.equal(textOfCheck(aCheckReport()), 'acme: 2.0.0 is available (1.4.2 is live): 2.0.0 is newer than 1.4.2\n')
  assert.equal(textOfCheck(aCheckReport({ verdict: 'held', reason: '2.0.0 exists since 3 h; minimum age is 24 h' })), 'acme: 2.0.0 is held back (1.4.2 is live): 2.0.0 exists since 3 h; minimum age is 24 h\n')
  assert.equal(textOfCheck(aCheckReport({ verdict: 'current', reason: '1.4.2 is live already' })), 'acme: nothing newer (1.4.2 is live): 1.4.2 is live already\n')
})

test('where nothing is live or offered, it says so', () => {
  assert.match(textOfCheck(aCheckReport({ live: null })), /\(nothing is live yet\)/)
  assert.match(textOfCheck(aCheckReport({ verdict: 'held', newest: null })), /no release is held back/)
})

test('it stays one line, whatever a server says', () => {
  assert.equal(textOfCheck(aCheckReport({ reason: 'a\nb', newest: '1\n2' })).split('\n').length, 2)
})
