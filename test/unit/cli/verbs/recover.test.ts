import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { recover } from '../../../../src/cli/verbs/recover.ts'
import type { Report } from '../../../../src/upgrade/report.ts'
import { aReport, aRolledBackReport, aWorld, saidOn } from '../../../support/scripted-world.ts'

const found = (...reports: readonly Report[]): ReturnType<typeof aWorld> => aWorld({ recover: () => Promise.resolve(reports) })

test('boot is passed on, and all apps are meant when none is named', async () => {
  const world = aWorld()
  await runCli([recover.name, '--boot'], world)
  await runCli(['recover', 'acme'], world)
  assert.deepEqual(world.asked, ['recover null "boot"', 'recover "acme" "now"'])
})

test('g31 whose data were put back by hand is said of one app, and by name', async () => {
  const world = aWorld()
  assert.equal(await runCli(['recover', 'acme', '--data-restored'], world), 0)
  assert.deepEqual(world.asked, ['recover "acme" "data-restored"'])
  assert.equal(await runCli(['recover', '--data-restored'], world), 64)
})

test('one final event for each transaction that was ended, none for apps with nothing open', async () => {
  const world = found(aRolledBackReport(), aReport({ outcome: 'nothing' }), aReport({ outcome: 'settled' }), aReport({ app: 'b' }))
  assert.equal(await runCli(['recover'], world), 0)
  assert.deepEqual(world.finalEvents.map((event) => event['APP_UPGRADE_OUTCOME']), ['rolled-back', 'upgraded'])
})

test('undoing after a crash is a success; a stuck app is not, whatever else there is', async () => {
  assert.equal(await runCli(['recover'], found(aRolledBackReport(), aReport())), 0)
  const unreachable = aReport({ outcome: 'failed', trouble: { code: 'CONFIG', messages: ['x'], next: null } })
  assert.equal(await runCli(['recover'], found(unreachable)), 78)
  assert.equal(await runCli(['recover'], found(unreachable, aRolledBackReport({ outcome: 'stuck' }))), 42)
})

test('with --json a list, always', async () => {
  const world = found(aReport())
  await runCli(['recover', '--json'], world)
  assert.equal(JSON.parse(saidOn(world, 1)).length, 1)
})
