import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfDoctor } from '../../../../src/cli/screens/doctor.ts'
import type { Finding } from '../../../../src/upgrade/report.ts'

const finding = (state: Finding['state'], about = 'unit'): Finding => ({ about, state, text: 'text', next: state === 'bad' ? 'remedy' : null })

test('the worst finding sets the summary', () => {
  const summary = (...states: readonly Finding['state'][]): string | undefined =>
    textOfDoctor({ app: null, findings: states.map((state) => finding(state)) }, { colour: false }).trimEnd().split('\n').at(-1)
  assert.equal(summary('good'), 'ready')
  assert.equal(summary('good', 'warning'), 'ready, with 1 warning')
  assert.equal(summary('warning', 'warning'), 'ready, with 2 warnings')
  assert.equal(summary('warning', 'bad'), '1 bad: an upgrade would be refused or could not be undone')
  assert.equal(summary(), 'ready')
})

test('remedies stand below the text, also when colours make the line longer', () => {
  const [line, remedy] = textOfDoctor({ app: null, findings: [finding('bad')] }, { colour: false }).split('\n')
  assert.equal(line?.indexOf('text'), remedy?.indexOf('next'))
  const coloured = textOfDoctor({ app: null, findings: [finding('bad')] }, { colour: true }).split('\n')
  assert.equal(coloured[0], '\x1b[31mbad    \x1b[39m  unit  text')
  assert.equal(coloured[1], remedy)
})

test('several mistakes of one file are a line each', () => {
  const text = textOfDoctor({ app: 'acme', findings: [{ about: 'acme', state: 'bad', text: "the settings of 'acme' have 2 mistakes\n  acme.toml:1: a\n  acme.toml:2: b\x1b", next: 'correct them' }] }, { colour: false })
  assert.match(text, /^bad {6}acme {2}the settings of 'acme' have 2 mistakes\n {15}acme\.toml:1: a\n {15}acme\.toml:2: b\\x1b\n {15}next: correct them\n/)
})
