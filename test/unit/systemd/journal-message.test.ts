import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJournalMessage } from '../../../src/systemd/journal-message.ts'
import { unitsOfSystem, unitsOfUser } from '../../../src/systemd/system-journal.ts'

const ofSystem = unitsOfSystem.mark
const read = (fields: object) => readJournalMessage(JSON.stringify(fields), ofSystem)
test('a line of the unit, and one of the manager', () => {
  assert.deepEqual(read({ MESSAGE: 'hello', PRIORITY: '3', _PID: '77', __REALTIME_TIMESTAMP: '1700000000123456' }), { text: 'hello', priority: 3, from: 'unit', invocationId: null, atMs: 1_700_000_000_123 })
  assert.equal(read({ MESSAGE: 'hello', _SYSTEMD_INVOCATION_ID: 'ab'.repeat(16) })?.invocationId, 'ab'.repeat(16))
  assert.equal(read({ MESSAGE: 'Started', _PID: '1' })?.from, 'manager')
})
test("a user's manager is known by its control group: its process id is any", () => {
  const from = (fields: object) => readJournalMessage(JSON.stringify({ MESSAGE: 'Started', ...fields }), unitsOfUser(1000).mark)?.from
  assert.equal(from({ _PID: '77', _SYSTEMD_USER_UNIT: 'init.scope' }), 'manager')
  assert.equal(from({ _PID: '1', _SYSTEMD_USER_UNIT: 'acme.service' }), 'unit')
})
test('F34 which run a line is about: the manager is believed, a process only for its own', () => {
  const [own, other] = ['ab'.repeat(16), 'cd'.repeat(16)]
  assert.equal(read({ MESSAGE: 'Started', _PID: '1', INVOCATION_ID: own })?.invocationId, own)
  assert.equal(read({ MESSAGE: 'Started', _PID: '77', INVOCATION_ID: own, _SYSTEMD_INVOCATION_ID: other })?.invocationId, other)
})
test('F34 bytes, several values, null, and what a terminal would obey', () => {
  assert.equal(read({ MESSAGE: [104, 105, 27, 255] })?.text, 'hi\\x1b�')
  assert.equal(read({ MESSAGE: ['first', 'second'] })?.text, 'first')
  assert.equal(read({ MESSAGE: null })?.text, '(not text)')
  assert.equal(read({ MESSAGE: '\u001b[2Jgone\nREADY' })?.text, '\\x1b[2Jgone\\x0aREADY')
  assert.equal(read({ MESSAGE: 'x'.repeat(5000) })?.text.length, 1025)
})
test('a priority or time that is none', () => {
  for (const PRIORITY of ['9', '-1', 'high', '1.5', null]) assert.equal(read({ MESSAGE: 'x', PRIORITY })?.priority, 6)
  assert.equal(read({ MESSAGE: 'x', __REALTIME_TIMESTAMP: 'soon' })?.atMs, 0)
})
test('what is no entry', () => {
  for (const line of ['', 'x', '[1]', 'null', '{"MESSAGE":', '7']) assert.equal(readJournalMessage(line, ofSystem), null)
})
