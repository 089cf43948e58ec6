import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { on, text, timeout, wants } from '../../../../src/drivers/tellers/keys.ts'
import { finalEvents } from '../../../../src/upgrade/final-events.ts'

const takes = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success

test('unasked, everything but nothing and planned is wanted', () => assert.deepEqual(finalEvents.filter((event) => !wants(undefined, event)), ['nothing', 'planned']))
test('asked, exactly what was asked for', () => assert.deepEqual(finalEvents.filter((event) => wants(['nothing', 'stuck'], event)).toSorted(), ['nothing', 'stuck']))
test('events are known words, and at least one', () => {
  assert.equal(takes(on, [...finalEvents]), true)
  for (const wrong of [[], ['boom'], 'stuck', [1]]) assert.equal(takes(on, wrong), false, JSON.stringify(wrong))
})
test('a timeout is a time with its unit, from a second to five minutes; thirty seconds by itself', () => {
  assert.equal(v.parse(timeout, undefined), '30s')
  for (const right of ['1s', '5min', '90s']) assert.equal(takes(timeout, right), true, right)
  for (const wrong of ['999ms', '301s', '30', 30, 'soon']) assert.equal(takes(timeout, wrong), false, String(wrong))
})
test('texts have an end', () => assert.deepEqual([takes(text, 'x'.repeat(1000)), takes(text, 'x'.repeat(1001))], [true, false]))
