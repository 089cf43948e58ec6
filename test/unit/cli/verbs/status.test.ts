import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { status } from '../../../../src/cli/verbs/status.ts'
import { failure } from '../../../../src/errors.ts'
import { aStatusReport, aWorld, saidOn } from '../../../support/scripted-world.ts'

test('one app is one object, all apps are a list, of one too', async () => {
  const one = aWorld()
  await runCli([status.name, 'acme', '--json'], one)
  assert.equal(JSON.parse(saidOn(one, 1)).app, 'acme')
  const all = aWorld()
  await runCli(['status', '--json'], all)
  assert.equal(JSON.parse(saidOn(all, 1)).length, 1)
})

test('all apps are asked in order', async () => {
  const world = aWorld({ apps: () => Promise.resolve(['a', 'b']) })
  await runCli(['status'], world)
  assert.deepEqual(world.asked, ['status "a"', 'status "b"'])
})

test('an app that is not configured is refused before its status is asked for', async () => {
  const world = aWorld({ chooseApp: () => Promise.reject(failure('CONFIG', "there is no app 'x'")) })
  assert.equal(await runCli(['status', 'x'], world), 78)
  assert.deepEqual(world.asked, [])
})

test('one broken app does not hide the others, and the exit code tells of it; a bug is no app of its own', async () => {
  const world = aWorld({ apps: () => Promise.resolve(['a', 'b']), status: (app) => (app === 'a' ? Promise.reject(failure('CONFIG', 'broken')) : Promise.resolve(aStatusReport({ app }))) })
  assert.equal(await runCli(['status', '--json'], world), 78)
  assert.deepEqual(JSON.parse(saidOn(world, 1)).map((one: { app: string, live: string | null }) => [one.app, one.live]), [['a', null], ['b', '2.0.0']])
  assert.equal(await runCli(['status'], aWorld({ status: () => Promise.reject(new Error('bug')) })), 70)
})
