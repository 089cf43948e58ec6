import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prune, pruningOf, releasesOnDisk, runsFrom } from '../../../../src/drivers/layouts/prune.ts'
import type { IsExecuted } from '../../../../src/host/types.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { aHome } from '../../../support/a-plan.ts'
import { namesAt } from '../../../support/simulated-disk.ts'

const scenario: Scenario = { name: 'links', layout: 'links', files: 1, from: 'ours', newVersion: 'well' }
const releases = `${aHome}/releases`
const all = ['0.8.0', '0.9.0', '1.0.0', '2.0.0']

interface Wishes { readonly letGo?: readonly string[]; readonly live?: string; readonly isExecuted?: IsExecuted; readonly before?: (host: SimulatedHost) => Promise<void> }

async function pruned({ letGo = all, live, isExecuted = async () => 'no', before = async () => {} }: Wishes): Promise<readonly string[]> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  await before(host)
  const plan: Plan = { ...host.plan, letGo: letGo.map((name) => `${releases}/${name}`) }
  await prune(host.disk, pruningOf(plan, live === undefined ? null : `releases/${live}`), isExecuted)
  return namesAt(host.state.disk, releases)
}

test('P16 what a plan lets go of goes, and nothing else', async () => {
  assert.deepEqual(await pruned({ letGo: ['0.8.0'] }), ['0.9.0', '1.0.0', '2.0.0'])
  assert.deepEqual(await pruned({ letGo: [] }), all)
})

test('P16 never the new one nor the last known good, even if a plan named them', async () => {
  assert.deepEqual(await pruned({}), ['1.0.0', '2.0.0'])
})

test('P16 never what `current` leads to, whatever the plan says', async () => {
  assert.deepEqual(await pruned({ live: '0.8.0' }), ['0.8.0', '1.0.0', '2.0.0'])
})

test('f20 never a release that some process still executes, and none about which we may not know', async () => {
  for (const answer of ['yes', 'unknown'] as const) {
    const asked: string[] = []
    const isExecuted: IsExecuted = async (path) => {
      asked.push(path)
      return path.includes('/0.9.0/') ? answer : 'no'
    }
    assert.deepEqual(await pruned({ isExecuted }), ['0.9.0', '1.0.0', '2.0.0'], answer)
    assert.deepEqual(asked, [`${releases}/0.8.0/acme0`, `${releases}/0.9.0/acme0`], 'nothing that is live is asked about: for that instant it could not be started')
  }
})

test('f20 one program of many is enough', async () => {
  const host = new SimulatedHost({ ...scenario, files: 3 }, await aHost({ ...scenario, files: 3 }))
  const runs = (name: string): IsExecuted => async (path) => (path.endsWith(name) ? 'yes' : 'unknown')
  assert.equal(await runsFrom(host.disk, `${releases}/0.9.0`, runs('acme2')), 'yes')
  assert.equal(await runsFrom(host.disk, `${releases}/0.9.0`, runs('nobody')), 'unknown')
})

test('only what lies among the releases goes, however a plan came to name it', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  await prune(host.disk, { releases, letGo: ['/usr/bin', `${aHome}`, `${releases}/../../../usr/bin`], never: [] }, async () => 'no')
  assert.deepEqual(namesAt(host.state.disk, releases), all)
  assert.notDeepEqual(namesAt(host.state.disk, '/usr/bin'), [])
})

test('unfinished releases belong to whoever stages them; what was being removed goes', async () => {
  const names = await pruned({ letGo: ['0.8.0', '0.9.0'], before: async ({ disk }) => {
    for (const name of ['3.0.0.partial', '.removing-0.8.0']) await disk.makeDirectory(`${releases}/${name}`, 0o755)
    await disk.makeDirectory(`${releases}/.removing-0.8.0/deep`, 0o755)
    await disk.symlink(`${releases}/1.0.0`, `${releases}/.removing-0.8.0/deep/link`)
  } })
  assert.deepEqual(names, ['1.0.0', '2.0.0', '3.0.0.partial'])
})

test('what is unfinished, doomed, or no directory is no release', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  for (const name of ['3.0.0.partial', '.removing-0.7.0']) await host.disk.makeDirectory(`${releases}/${name}`, 0o755)
  await host.disk.create(`${releases}/notes.txt`, Buffer.from(''), 0o644)
  assert.deepEqual((await releasesOnDisk(host.disk, releases)).map(({ directory }) => directory), all.map((name) => `${releases}/${name}`))
  assert.deepEqual(await releasesOnDisk(host.disk, '/nowhere'), [])
})
