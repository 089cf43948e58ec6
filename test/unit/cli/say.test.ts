import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sayAnswer, sayJson, sayReport, sayReportText, sayTrouble } from '../../../src/cli/say.ts'
import { Bug, failure } from '../../../src/errors.ts'
import { aReport, aRolledBackReport, aTerminal, aWorld, saidOn } from '../../support/scripted-world.ts'

const text = { values: {}, switches: new Set<string>(), several: [] }
const json = { values: {}, switches: new Set(['json']), several: [] }

test('good news go to standard output, bad ones to standard error', () => {
  const world = aWorld()
  assert.equal(sayReport(text, world, aReport()), 0)
  assert.equal(saidOn(world, 2), '')
  sayReportText(world.terminal, aRolledBackReport())
  assert.match(saidOn(world, 2), /^app-upgrade: /)
})

test('JSON always goes to standard output, as one line', () => {
  const world = aWorld()
  assert.equal(sayReport(json, world, aRolledBackReport()), 41)
  assert.equal(sayTrouble(world.terminal, failure('IO', 'a\nb'), 'json'), 74)
  sayJson(world.terminal, { a: 1 })
  sayAnswer(json, world, { b: 2 }, () => assert.fail('no text was asked for'))
  assert.equal(saidOn(world, 2), '')
  assert.equal(saidOn(world, 1).trimEnd().split('\n').map((line) => JSON.parse(line)).length, 4)
})

test('a bug prints its stack, a failure does not', () => {
  const world = aWorld()
  assert.equal(sayTrouble(world.terminal, new Bug('x'), 'text'), 70)
  assert.match(saidOn(world, 2), /say\.test\.ts/)
  const other = aWorld()
  sayTrouble(other.terminal, failure('IO', 'x'), 'text')
  assert.equal(saidOn(other, 2), 'app-upgrade: x\n')
})

test('colour stays out of a file that standard error was sent to', () => {
  const world = aWorld()
  const terminal = { ...aTerminal(world.said), stderrIsTerminal: false }
  sayTrouble(terminal, failure('IO', 'x'), 'text')
  sayReportText(terminal, aRolledBackReport())
  assert.doesNotMatch(saidOn(world, 2), /\x1b/)
  sayReportText(terminal, aReport())
  assert.match(saidOn(world, 1), /^\x1b\[32m/)
})
