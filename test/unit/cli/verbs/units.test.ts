import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { acquire, run, settle } from '../../../../src/cli/verbs/units.ts'
import { Bug, failure } from '../../../../src/errors.ts'
import { aReport, aRolledBackReport, aWorld, saidOn } from '../../../support/scripted-world.ts'

test('E01 what stands behind -- is the instance, also when it looks like an option', async () => {
  const world = aWorld()
  for (const verb of [run, acquire, settle]) await runCli([verb.name, '--', '--json'], world)
  assert.deepEqual(world.asked, ['run "--json"', 'acquire "--json"', 'settle "--json"'])
  assert.doesNotMatch(saidOn(world, 1), /^\{/)
})

test('a run owes exactly one final event, however it ended', async () => {
  for (const [runs, outcome] of [
    [() => Promise.resolve(aReport()), 'upgraded'], [() => Promise.resolve(aRolledBackReport()), 'rolled-back'],
    [() => Promise.reject(failure('IO', 'x')), 'failed'], [() => Promise.reject(failure('TAMPERED', 'x')), 'refused'], [() => Promise.reject(new Bug('x')), 'failed'],
  ] as const) {
    const world = aWorld({ run: runs })
    await runCli(['run', '--', 'acme@v1.0.0'], world)
    assert.deepEqual(world.finalEvents.map((event) => event['APP_UPGRADE_OUTCOME']), [outcome])
    assert.equal(world.finalEvents[0]?.['APP_UPGRADE_APP'], 'acme')
  }
})

test('a bug in a run prints its stack and leaves with 70; a bad instance has no app', async () => {
  const world = aWorld({ run: () => Promise.reject(new Bug('broken')) })
  assert.equal(await runCli(['run', '--', '../x'], world), 70)
  assert.match(saidOn(world, 2), /broken invariant: broken[\s\S]*\n {6}at /)
  assert.equal('APP_UPGRADE_APP' in (world.finalEvents[0] ?? {}), false)
})

test('a settle that found nothing open is silent and well', async () => {
  const world = aWorld({ settle: () => Promise.resolve(aReport({ outcome: 'nothing' })) })
  assert.equal(await runCli(['settle', '--', 'acme'], world), 0)
  assert.deepEqual([world.finalEvents, world.said], [[], []])
})

test('a settle that ended something tells it, and does well: the failed unit is the upgrade’s own', async () => {
  for (const report of [aRolledBackReport(), aReport({ outcome: 'refused' }), aReport()]) {
    const world = aWorld({ settle: () => Promise.resolve(report) })
    assert.equal(await runCli(['settle', '--', 'acme'], world), 0)
    assert.deepEqual(world.finalEvents.map((event) => event['APP_UPGRADE_OUTCOME']), [report.outcome])
  }
})

test('a settle that is stuck, or could not settle, fails its unit', async () => {
  const trouble = { code: 'PERMISSION', messages: ['no'], next: null } as const
  for (const [report, exit] of [[aReport({ outcome: 'stuck' }), 42], [aReport({ outcome: 'failed', transaction: null, trouble }), 77], [aReport({ outcome: 'refused', transaction: null }), 40]] as const)
    assert.equal(await runCli(['settle', '--', 'acme'], aWorld({ settle: () => Promise.resolve(report) })), exit)
})

test('the last status line is sent before the process ends, also of an acquisition that fails', async () => {
  const sent: string[] = []
  const world = aWorld({
    statusLine: async (text) => { await new Promise((done) => { setImmediate(done) }); sent.push(text) },
    acquire: (_, show) => { show({ kind: 'note', text: 'a' }); show({ kind: 'note', text: 'b' }); return Promise.reject(failure('UNAVAILABLE', 'x')) },
  })
  assert.equal(await runCli(['acquire', '--', 'acme'], world), 69)
  assert.deepEqual(sent, ['a', 'b'])
  assert.equal(world.finalEvents.length, 0)
})

test('the end of a probation: nothing to report, a way back that was taken, somebody told, and another run at work', async () => {
  const busy = { code: 'TEMPORARY', messages: ['another run is at work'], next: null } as const
  const crashed = { code: 'STUCK', messages: ['2.0.0 died within its probation'], next: null } as const
  for (const [report, exit, events] of [
    [aReport({ outcome: 'settled' }), 0, 0], [aRolledBackReport(), 0, 1], [aReport({ outcome: 'crashed', trouble: crashed }), 0, 1],
    [aReport({ outcome: 'failed', transaction: null, trouble: busy }), 75, 0],
  ] as const) {
    const world = aWorld({ probation: () => Promise.resolve(report) })
    assert.deepEqual([await runCli(['probation', '--', 'acme'], world), world.finalEvents.length], [exit, events], report.outcome)
  }
})
