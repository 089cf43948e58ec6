import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import { reload } from '../../../../src/upgrade/steps/reload.ts'
import { standby } from '../../../../src/upgrade/steps/standby.ts'
import type { StepPorts } from '../../../../src/upgrade/steps/step.ts'
import { watch } from '../../../../src/upgrade/steps/watch.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well', companions: 'travel' }

interface Stand { readonly host: SimulatedHost; readonly ports: StepPorts; readonly noted: Noted[]; readonly reloads: () => number }

async function aStand(): Promise<Stand> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const noted: Noted[] = []
  let reloads = 0
  const own = host.ports('live')
  const service = changedService(own.service, { reload: async () => { reloads++ }, state: async (name) => ({ ...host.service.now(name), needDaemonReload: 'no' }) })
  await own.layout.keep(host.plan)
  return { host, noted, reloads: () => reloads, ports: { ...own, service, note: async (one) => void noted.push(one) } }
}

async function edit({ host }: Stand, path: string): Promise<void> {
  await host.disk.remove(path)
  await host.disk.create(path, Buffer.from('# their own\n'), 0o644)
}

test('standby: a unit file that was edited since the plan was made, and one that is not what was verified', async () => {
  const edited = await aStand()
  await edit(edited, edited.host.plan.companions?.[0]?.path ?? '')
  await rejectsWithFailure('REFUSED', /was changed while/, standby.do(edited.host.plan, edited.ports))
  const tampered = await aStand()
  await edit(tampered, tampered.host.plan.companions?.[0]?.newPath ?? '')
  await rejectsWithFailure('TAMPERED', /acme\.service/, standby.do(tampered.host.plan, tampered.ports))
})

test('reload: once when a unit file moves, whatever the manager says of the units that it knows', async () => {
  const { host, ports, reloads } = await aStand()
  await reload.do(host.plan, ports)
  assert.equal(reloads(), 1)
})

test('standby.undo: unit files that are back are read again, also by a daemon that never stopped', async () => {
  const { host, ports, reloads, noted } = await aStand()
  await standby.undo(host.plan, { ...ports, others: { stopped: [], replaced: [], begun: ['lease', 'keep', 'standby'] } })
  assert.equal(reloads(), 0)
  await standby.undo(host.plan, { ...ports, others: { stopped: [], replaced: [], begun: ['lease', 'keep', 'standby', 'swap'] } })
  assert.deepEqual([reloads(), noted.at(-1)], [1, { entry: 'noted', about: 'way-back', proof: 'never-left' }])
})

test('watch: a unit file that somebody edits meanwhile is noted, and is theirs', async () => {
  const stand = await aStand()
  const { host, ports, noted } = stand
  await ports.layout.swap(host.plan)
  await host.service.job()
  const path = host.plan.companions?.[0]?.path ?? ''
  await edit(stand, path)
  await watch.do(host.plan, ports)
  assert.deepEqual(noted.at(-1), { entry: 'noted', about: 'replaced', path })
})
