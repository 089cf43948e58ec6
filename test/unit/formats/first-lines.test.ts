import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstLines, lastLines } from '../../../src/formats/first-lines.ts'

const output = '\n  reading /etc/acme.conf\n\n\tunknown key \x1b[31mlisten_adress\r\nin line 3\n'

test('the first and the last lines that say something, in one line, with everything invisible written out', () => {
  assert.equal(firstLines(output, { linesMax: 1, charactersMax: 100 }), 'reading /etc/acme.conf')
  assert.equal(firstLines(output, { linesMax: 2, charactersMax: 100 }), 'reading /etc/acme.conf; unknown key \\x1b[31mlisten_adress')
  assert.equal(lastLines(output, { linesMax: 2, charactersMax: 100 }), 'unknown key \\x1b[31mlisten_adress; in line 3')
})

test('no more than is wanted of each, and nothing of nothing', () => {
  assert.ok(firstLines('x'.repeat(1000), { linesMax: 1, charactersMax: 20 }).length <= 21)
  assert.equal(firstLines(' \n\t\n', { linesMax: 3, charactersMax: 20 }), '')
  assert.equal(lastLines('', { linesMax: 3, charactersMax: 20 }), '')
})
