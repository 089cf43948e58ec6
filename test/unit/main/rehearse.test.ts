import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearSample, onStage } from '../../../src/main/rehearse.ts'
import { aPlan } from '../../support/a-plan.ts'
import { aSample } from '../../support/readings.ts'

const plan = aPlan({ files: 2 })
const version = { kind: 'version', name: 'version', user: 'acme' }
const newPath = '/opt/acme/releases/2.0.0/acme0'

test('the new file is asked where it lies, as the same user; its arguments are left alone', () => {
  for (const program of ['{path:acme0}', '{live}/acme0', '/usr/bin/acme0'])
    assert.deepEqual(onStage({ ...version, command: [program, '--version', '{path:acme1}'] }, plan), [{ ...version, command: [newPath, '--version', '{path:acme1}'] }])
})
test('what is no file of this release says nothing about it', () => {
  assert.deepEqual(onStage({ ...version, command: ['{live}/acmectl', 'version'] }, plan), [])
  assert.deepEqual(onStage({ kind: 'exec', name: 'exec', command: ['{path:acme0}', '--check'] }, plan), [], 'it would ask a daemon that still runs the kept version')
  assert.deepEqual(onStage({ kind: 'unit', name: 'unit' }, plan), [])
})
test('one sample is enough when it is clear, and two are always', async () => {
  for (const [outcomes, wanted, asked] of [[['well', 'ill'], 'well', 1], [['fatal', 'well'], 'fatal', 1], [['ill', 'well'], 'well', 2], [['ill', 'ill', 'well'], 'ill', 2], [['unknown', 'unknown', 'well'], 'unknown', 2]] as const) {
    let given = 0
    const probe = { name: 'version', async *readings() { for (const outcome of outcomes) { given++; yield aSample(given, outcome) } } }
    assert.deepEqual([(await clearSample(probe, plan, new AbortController().signal))?.outcome, given], [wanted, asked])
  }
})
