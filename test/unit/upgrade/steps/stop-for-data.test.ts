import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import type { StepPorts } from '../../../../src/upgrade/steps/step.ts'
import { stopAll, stopForData } from '../../../../src/upgrade/steps/stop-for-data.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'
import { restarted, severalUnits } from '../../../support/several-units.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'stopped', layout: 'links', newVersion: 'ill', data: 'migrated' }
const second = '2'.padStart(32, '0')

async function aWayBack(others: Partial<NonNullable<StepPorts['others']>> = {}, note: StepPorts['note'] | null = null) {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const noted: Noted[] = []
  host.service.start()
  const ports: StepPorts = { ...host.ports('live'), note: note ?? (async (one) => void noted.push(one)), others: { stopped: [], replaced: [], begun: ['snapshot', 'swap', 'restart'], ...others } }
  return { host, noted, act: () => stopForData(host.plan, ports) }
}

test('the daemon is stopped before its files are put back, and what had run last is written down', async () => {
  const { host, noted, act } = await aWayBack()
  await act()
  assert.deepEqual([host.service.daemon.runs, noted], [null, [{ entry: 'noted', about: 'restoring', runs: [{ unit: 'acme.service', invocation: second }] }]])
})

test('nothing where nothing may be owed, or where it was done before', async () => {
  for (const others of [{ begun: ['swap'] }, { restored: 'yes' }, { restoring: 'yes' }] as const) {
    const { host, noted, act } = await aWayBack(others)
    await act()
    assert.deepEqual([host.service.daemon.runs, noted], ['old', []])
  }
})

test('F51 where it cannot be written down nothing is put back, and that is said with what is to be done', async () => {
  const { act } = await aWayBack({}, async () => { throw failure('CANT_CREATE', 'no space is left') })
  await rejectsWithFailure('UNAVAILABLE', /are not put back: the journal cannot be written, .* nobody shall start the daemon\. When the disk takes writes again: app-upgrade recover acme$/, act())
})

test('a timer that is armed is stopped before the service that it would start; one that has elapsed is left alone', async () => {
  for (const [subState, jobs] of [['waiting', ['stop a.timer', 'stop a.service']], ['elapsed', ['stop a.service']]] as const) {
    const { plan, ports, units } = await severalUnits({ units: [{ name: 'a.service' }, { name: 'a.timer', triggers: ['a.service'], program: 'no' }], planned: [{ name: 'a.timer', restart: 'restart', then: 'rest' }, restarted('a.service')] })
    const service = changedService(units, { state: async (name) => ({ ...units.now(name), ...(name === 'a.timer' ? { subState } : { triggeredBy: ['a.timer'] }) }) })
    await stopAll(plan, { ...ports, service })
    assert.deepEqual(units.jobs, jobs)
  }
})
