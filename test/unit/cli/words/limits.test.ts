import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as limits from '../../../../src/cli/words/limits.ts'

test('a message at its longest still fits the message of an event, and that its report', () => {
  assert.ok(limits.messageCharactersMax <= limits.eventMessageCharactersMax)
  assert.ok(limits.eventMessageCharactersMax * 4 < limits.eventReportBytesMax)
})

test('every limit is a positive whole number', () => {
  for (const [name, limit] of Object.entries(limits)) assert.ok(Number.isSafeInteger(limit) && limit > 0, name)
})
