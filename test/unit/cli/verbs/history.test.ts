import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { history } from '../../../../src/cli/verbs/history.ts'
import { anItem, aWorld, saidOn } from '../../../support/scripted-world.ts'

const many = Array.from({ length: 50 }, (_, index) => anItem({ transaction: `t${String(index).padStart(3, '0')}` }))
const aLongHistory = (): ReturnType<typeof aWorld> => aWorld({ history: () => Promise.resolve(many) })

test('twenty unless told otherwise; with --json one document a line', async () => {
  const world = aLongHistory()
  await runCli([history.name, '--json'], world)
  const items = saidOn(world, 1).trimEnd().split('\n').map((line) => JSON.parse(line))
  assert.equal(items.length, 20)
  assert.equal(items[0].transaction, 't049')
})

for (const limit of ['0', '-1', '1.5', '10001', '99999', '', '1e3', '١']) {
  test(`--limit '${limit}' is refused`, async () => {
    const world = aLongHistory()
    assert.equal(await runCli(['history', `--limit=${limit}`], world), 64)
    assert.equal(saidOn(world, 1), '')
  })
}

test('--limit 10000 is the largest', async () => {
  const world = aLongHistory()
  assert.equal(await runCli(['history', '--limit', '10000', '--json'], world), 0)
  assert.equal(saidOn(world, 1).trimEnd().split('\n').length, 50)
})
