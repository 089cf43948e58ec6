import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { check } from '../../../../src/cli/verbs/check.ts'
import type { CheckReport } from '../../../../src/upgrade/report.ts'
import { aCheckReport, aWorld } from '../../../support/scripted-world.ts'

const exits: readonly (readonly [CheckReport['verdict'], number])[] = [['current', 0], ['available', 30], ['held', 31]]
for (const [verdict, exit] of exits) {
  test(`${verdict} leaves with ${exit}, but only with --exit-code`, async () => {
    const world = aWorld({ check: () => Promise.resolve(aCheckReport({ verdict })) })
    assert.equal(await runCli(['check', '--exit-code'], world), exit)
    assert.equal(await runCli(['check'], world), 0)
  })
}

test('the wanted version or channel is passed on as it was spelled', async () => {
  const world = aWorld()
  await runCli(['check', 'acme', '--to', 'v2.0.0'], world)
  await runCli(['check', '--channel', 'beta'], world)
  assert.deepEqual(world.asked, ['check "acme" {"version":"v2.0.0","channel":null}', 'check "acme" {"version":null,"channel":"beta"}'])
  assert.equal(check.name, 'check')
})
