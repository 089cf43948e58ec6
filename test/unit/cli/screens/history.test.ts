import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newest, textOfHistory } from '../../../../src/cli/screens/history.ts'
import { anItem } from '../../../support/scripted-world.ts'

test('newest first, whatever order they came in, and no more than asked for', () => {
  const items = ['2', '1', '3'].map((transaction) => anItem({ transaction }))
  assert.deepEqual(newest(items, 2).map((item) => item.transaction), ['3', '2'])
  assert.deepEqual(items.map((item) => item.transaction), ['2', '1', '3'])
})

test('why it ended is told, and else why it was begun', () => {
  assert.match(textOfHistory([anItem({ because: 'HTTP 503', reason: 'ticket' })]), /HTTP 503\n$/)
  assert.match(textOfHistory([anItem({ reason: 'ticket' })]), /ticket\n$/)
  assert.equal(textOfHistory([]), 'no upgrade yet\n')
})
