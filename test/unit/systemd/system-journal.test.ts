import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followJournal, journalTail } from '../../../src/systemd/system-journal.ts'

test('F33 what is no invocation is answered at once, without asking anybody', async () => {
  const sights = await Array.fromAsync(followJournal('', AbortSignal.timeout(120_000)))
  assert.deepEqual(sights, [{ kind: 'ended', because: 'the unit has not run yet' }])
  assert.deepEqual(await journalTail('--help', 5), [])
  assert.deepEqual(await journalTail('AB'.repeat(16), 5), [])
})
test('F33 an aborted follow ends, whether or not there is a journal', async () => {
  for await (const sight of followJournal('0'.repeat(32), AbortSignal.timeout(50))) assert.equal(sight.kind, 'ended')
  assert.deepEqual(await Array.fromAsync(followJournal('0'.repeat(32), AbortSignal.abort())), [])
})
test('a run that nobody knows has no lines', async () => {
  assert.deepEqual(await journalTail('0'.repeat(32), 5), [])
})
