import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfCheck } from '../../../../src/cli/screens/check.ts'
import { aCheckReport } from '../../../support/scripted-world.ts'

test('available says what to do, held and current say why', () => {
  assert.equal(textOfCheck(aCheckReport()), "acme: 2.0.0 is available (1.4.2 is live)\n  because: 2.0.0 is newer than 1.4.2\n  next:    'app-upgrade upgrade acme'\n")
  assert.match(textOfCheck(aCheckReport({ verdict: 'held', reason: 'pinned' })), /2\.0\.0 is held back .*\n {2}because: pinned\n$/)
  assert.match(textOfCheck(aCheckReport({ verdict: 'current' })), /1\.4\.2 is live, nothing newer\n/)
})

test('where nothing is live or offered, it says so', () => {
  assert.match(textOfCheck(aCheckReport({ live: null })), /nothing is live yet/)
  assert.match(textOfCheck(aCheckReport({ verdict: 'held', newest: null })), /no release is held back/)
})
