import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { doctor } from '../../../../src/cli/verbs/doctor.ts'
import { aWorld } from '../../../support/scripted-world.ts'

test('a bad finding leaves with 40, a warning does not', async () => {
  const found = (state: 'warning' | 'bad') => aWorld({ doctor: (app) => Promise.resolve({ app, findings: [{ about: 'x', state, text: 'y', next: null }] }) })
  assert.equal(await runCli([doctor.name], found('bad')), 40)
  assert.equal(await runCli(['doctor', '--json'], found('bad')), 40)
  assert.equal(await runCli(['doctor'], found('warning')), 0)
})

test('without an app the host is examined, and no app has to be chosen', async () => {
  const world = aWorld({ chooseApp: () => Promise.reject(new Error('not asked')) })
  assert.equal(await runCli(['doctor'], world), 0)
  await runCli(['doctor', 'acme'], world)
  assert.deepEqual(world.asked, ['doctor null', 'doctor "acme"'])
})
