import assert from 'node:assert/strict'
import { test } from 'node:test'
import { why } from '../../../../src/cli/verbs/why.ts'
import { aWhyReport, aWorld, saidOn } from '../../../support/scripted-world.ts'

const call = (values: Readonly<Record<string, string>>, ...switches: readonly string[]) => ({ values, switches: new Set(switches), several: [] })

test('the one app is asked about all releases, or the named one about one', async () => {
  const world = aWorld()
  assert.equal(await why.run(call({}), world), 0)
  assert.equal(await why.run(call({ APP: 'jaco', VERSION: '2.1.0' }), world), 0)
  assert.deepEqual(world.asked, ['why "acme" null', 'why "jaco" "2.1.0"'])
})

test('--json is the report', async () => {
  const world = aWorld()
  await why.run(call({ APP: 'acme' }, 'json'), world)
  assert.deepEqual(JSON.parse(saidOn(world, 1)), JSON.parse(JSON.stringify(aWhyReport())))
})
