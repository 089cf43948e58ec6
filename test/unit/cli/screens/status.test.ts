import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfStatus, textOfStatuses } from '../../../../src/cli/screens/status.ts'
import { aStatusReport } from '../../../support/scripted-world.ts'

test('an open transaction and the absence of a way back are said', () => {
  const text = textOfStatus(aStatusReport({ open: 't1', kept: null, last: null, live: null, floor: null }))
  assert.match(text, /open {2}t1: running now, or waiting for 'app-upgrade recover acme'/)
  assert.match(text, /kept {2}nothing: a rollback is not possible/)
  assert.match(text, /live {2}nothing yet\n/)
  assert.match(text, /last {2}no upgrade yet/)
})

test('skipped versions and notes each have their line', () => {
  const text = textOfStatus(aStatusReport({ skipped: [{ version: '1', because: 'a' }, { version: '2', because: 'b' }], notes: ['n\x1b'] }))
  assert.match(text, /skipped {2}1: a\n {2}skipped {2}2: b\n {2}note {5}n\\x1b\n$/)
})

test('several apps are one table, and none is a sentence', () => {
  assert.equal(textOfStatuses([aStatusReport(), aStatusReport({ app: 'b', units: [] })]).split('\n').length, 4)
  assert.match(textOfStatuses([]), /no app is configured/)
})

test('I6 the version floor is shown where it is not the live version', () => {
  assert.match(textOfStatus(aStatusReport({ live: '1.0.0', floor: '2.0.0' })), /floor {2}2\.0\.0: no older release is taken by itself/)
  for (const floor of ['1.0.0', null]) assert.doesNotMatch(textOfStatus(aStatusReport({ live: '1.0.0', floor })), /floor/)
})
