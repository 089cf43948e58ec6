import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { finalEventIds } from '../../../../src/cli/final-event-ids.ts'
import { auto } from '../../../../src/cli/verbs/auto.ts'
import type { FailureCode } from '../../../../src/errors.ts'
import type { UnattendedReport } from '../../../../src/upgrade/unattended-report.ts'
import { aReport, aWorld, saidOn, type ScriptedWorld } from '../../../support/scripted-world.ts'

const ending = (differs: Partial<UnattendedReport>): ScriptedWorld =>
  aWorld({ runUnattended: (app) => Promise.resolve({ app, off: null, report: aReport(), end: 'over', againMs: null, notes: [], ...differs }) })
const failed = (code: FailureCode) => aReport({ outcome: code === 'REFUSED' || code === 'TAMPERED' ? 'refused' : 'failed', running: '1.4.2', trouble: { code, messages: ['it did not work'], next: null } })

test('the timer, or what was named, is what began it', async () => {
  const world = aWorld()
  assert.equal(await runCli([auto.name, '--', 'acme'], world), 0)
  assert.equal(await runCli(['auto', '--occasion', 'pin-file', '--', 'acme'], world), 0)
  assert.deepEqual(world.asked, ['auto "acme" "timer"', 'auto "acme" "pin-file"'])
})

test('P8 a switch is no failure: it is said, and nothing is alarmed', async () => {
  const world = ending({ off: "unattended upgrades are switched off by '/etc/app-upgrade/no-auto': Christmas", report: null })
  assert.equal(await runCli(['auto', '--', 'acme'], world), 0)
  assert.match(saidOn(world, 1), /^acme: nothing is done: .*'\/etc\/app-upgrade\/no-auto': Christmas\n$/)
  assert.deepEqual(world.finalEvents, [])
})

test('exit codes tell trouble that needs a person from what is tried again', async () => {
  const cases = { TAMPERED: 40, REFUSED: 40, CONFIG: 78, DATA: 65, BUG: 70, UNAVAILABLE: 69, IO: 74, TEMPORARY: 75, PROTOCOL: 76, CANT_CREATE: 73, HELD: 0 } as const
  for (const [code, exit] of Object.entries(cases)) assert.equal(await runCli(['auto', '--', 'acme'], ending({ report: failed(code as FailureCode) })), exit, code)
  assert.equal(await runCli(['auto', '--', 'acme'], ending({ report: aReport({ outcome: 'nothing' }) })), 0)
  assert.equal(await runCli(['auto', '--', 'acme'], ending({ report: aReport({ outcome: 'rolled-back' }) })), 41)
  assert.equal(await runCli(['auto', '--', 'acme'], ending({ report: aReport({ outcome: 'stuck' }) })), 42)
})

test('the next try is said, and its run tells its own end', async () => {
  const world = ending({ report: failed('UNAVAILABLE'), end: 'again', againMs: 300_000 })
  assert.equal(await runCli(['auto', '--', 'acme'], world), 69)
  assert.match(saidOn(world, 1), / {2}again: {3}in 5 min, or a little later\n/)
  assert.deepEqual(world.finalEvents, [])
})

test('34 given up: refused, told once, and what a person does', async () => {
  const world = ending({ report: failed('TEMPORARY'), end: 'given-up' })
  assert.equal(await runCli(['auto', '--', 'acme'], world), 40)
  assert.match(saidOn(world, 2), /busy for as long as its gate allows[^]*it did not work[^]*next: {4}the next regular run/)
  assert.deepEqual(world.finalEvents.map((event) => event['MESSAGE_ID']), [finalEventIds.refused])
})

test('what cannot be an app is refused before anything is asked', async () => {
  const world = aWorld()
  assert.equal(await runCli(['auto', '--', 'acme@v1.0.0'], world), 64)
  assert.deepEqual(world.asked, [])
})
