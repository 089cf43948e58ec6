import assert from 'node:assert/strict'
import { test } from 'node:test'
import { example, item, paragraph, roff, section, wrapped } from '../../../../packaging/man/roff.ts'

test('what troff would obey is written out', () => {
  assert.equal(roff("a\\b `c' --d"), 'a\\eb \\(gac\\(aq \\-\\-d')
  assert.equal(roff('.conf\n.x'), '\\&.conf\n\\&.x')
})

test('sentences stand on lines of their own, and no line is long', () => {
  assert.equal(paragraph('One. Two: Three e.g. four.'), '.PP\nOne.\nTwo:\nThree e.g. four.\n')
  for (const line of paragraph('word '.repeat(100)).split('\n')) assert.ok(line.length < 80)
})

test('a word that comes to stand first on a line is no request', () => {
  const lines = wrapped(`${'x'.repeat(76)} .conf`).split('\n')
  assert.deepEqual(lines, ['x'.repeat(76), '\\&.conf'])
})

test('items, examples and sections are what man(7) wants', () => {
  assert.equal(item('\\fB\\-\\-x\\fR', 'Does it.'), '.TP\n\\fB\\-\\-x\\fR\nDoes it.\n')
  assert.match(example('a\n  b\n'), /\.nf\na\n {2}b\n\.fi/)
  assert.equal(section('EXIT STATUS', '.PP\ntext\n'), '.SH "EXIT STATUS"\ntext\n')
})
