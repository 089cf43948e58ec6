import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeEvent } from '../../../src/systemd/final-event.ts'

test('F33 nobody listens: an answer, no exception', async () => {
  assert.match(await writeEvent({ MESSAGE: 'x' }, '/nowhere/socket'), /^(written|lost)$/)
})
