import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prune } from '../../../../src/drivers/layouts/prune.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { aHome } from '../../../support/a-plan.ts'
import { namesAt } from '../../../support/simulated-disk.ts'

const scenario: Scenario = { name: 'links', layout: 'links', files: 1, from: 'ours', newVersion: 'well' }
const releases = `${aHome}/releases`

async function pruned(keepReleases: number, liveTarget: string | null = null, before: (host: SimulatedHost) => Promise<void> = async () => {}): Promise<readonly string[]> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  await before(host)
  await prune(host.disk, { ...host.plan, keepReleases }, liveTarget)
  return namesAt(host.state.disk, releases)
}

test('the live one and the last known good stay, even if none should be kept', async () => {
  assert.deepEqual(await pruned(0), ['1.0.0', '2.0.0'])
})

test('what `current` leads to stays, whatever the plan says', async () => {
  assert.deepEqual(await pruned(2, 'releases/0.8.0'), ['0.8.0', '1.0.0', '2.0.0'])
})

test('the oldest go first', async () => {
  assert.deepEqual(await pruned(3, null, (host) => host.disk.create(`${releases}/0.8.0/touched`, Buffer.from(''), 0o644)), ['0.8.0', '1.0.0', '2.0.0'])
})

test('as many as wanted stay', async () => {
  assert.deepEqual(await pruned(9), ['0.8.0', '0.9.0', '1.0.0', '2.0.0'])
})

test('unfinished releases belong to whoever stages them; what was being removed goes', async () => {
  const names = await pruned(2, null, async ({ disk }) => {
    for (const name of ['3.0.0.partial', '.removing-0.8.0']) await disk.makeDirectory(`${releases}/${name}`, 0o755)
    await disk.makeDirectory(`${releases}/.removing-0.8.0/deep`, 0o755)
    await disk.symlink(`${releases}/1.0.0`, `${releases}/.removing-0.8.0/deep/link`)
  })
  assert.deepEqual(names, ['1.0.0', '2.0.0', '3.0.0.partial'])
})
