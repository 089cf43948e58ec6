import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeEntry, encodeLines } from '../../../src/systemd/journal-entry.ts'

test('plain values as lines, values with line feeds with their length in front', () => {
  assert.equal(Buffer.from(encodeEntry({ MESSAGE: 'hi', APP: 'jaco' })).toString(), 'MESSAGE=hi\nAPP=jaco\n')
  assert.deepEqual(Buffer.from(encodeEntry({ REASON: 'ü\nPRIORITY=0' })), Buffer.concat([Buffer.from('REASON\n'), Buffer.from([13, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('ü\nPRIORITY=0\n')]))
})
test('E11 no value can begin a field, no name can be journald\'s own', () => {
  assert.equal(Buffer.from(encodeEntry({ _PID: '1', '': 'x', 'A B': 'x', 'A\nB': 'x', a: 'x', '1A': 'x', ['A'.repeat(65)]: 'x', OK: 'x' })).toString(), 'OK=x\n')
  assert.equal(encodeLines({ MESSAGE: 'a\r\nPRIORITY=0', _PID: '1' }), 'MESSAGE=a PRIORITY=0\n')
})
test('an event fits one datagram: what does not is left out', () => {
  const entry = Buffer.from(encodeEntry({ REASON: 'x'.repeat(100_000), MESSAGE: 'short' })).toString()
  assert.equal(entry, 'MESSAGE=short\n')
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`F${at}`, 'x']))
  assert.equal(Buffer.from(encodeEntry(many)).toString().split('\n').length, 41)
})
