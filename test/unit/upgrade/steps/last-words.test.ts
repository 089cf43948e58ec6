import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import type { Ports } from '../../../../src/upgrade/ports.ts'
import { noteLastWords } from '../../../../src/upgrade/steps/last-words.ts'
import { aHost, SimulatedHost } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'

const scenario = { name: 'links', layout: 'links', newVersion: 'ill' } as const

async function noted(change: Partial<Ports['service']>): Promise<readonly Noted[]> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const [ports, notes] = [host.ports('live'), [] as Noted[]]
  const state: Ports['service']['state'] = async (unit) => ({ ...host.service.now(unit), invocationId: '2'.padStart(32, '0') })
  await noteLastWords(host.plan, { ...ports, service: changedService(ports.service, { state, ...change }), note: async (one) => void notes.push(one) })
  return notes
}

async function healthyNow(unit: string): Promise<UnitState> {
  return new SimulatedHost(scenario, await aHost(scenario)).service.now(unit)
}

test('what the failed run said last is noted, printable', async () => {
  assert.deepEqual(await noted({ journalTail: async () => ['\u001B[31mred', 'plain'] }), [{ entry: 'noted', about: 'system-journal', unit: 'acme.service', lines: ['\\x1b[31mred', 'plain'] }])
})
test('the run of before has said nothing about the new version', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  assert.deepEqual(await noted({ state: async (unit) => ({ ...host.service.now(unit), invocationId: '1'.padStart(32, '0') }) }), [])
})
test('g03 of a run that systemd has replaced already, the one before it is heard too, and never the version before', async () => {
  const asked: unknown[] = []
  const tail: Ports['service']['journalTail'] = async (_unit, run) => { asked.push(run); return [] }
  const replaced = '2'.padStart(32, '0')
  for (const restarts of [0, 1]) await noted({ journalTail: tail, state: async (unit) => ({ ...(await healthyNow(unit)), invocationId: replaced, restarts }) })
  assert.deepEqual(asked, [{ invocationId: replaced }, { invocationId: replaced, after: '1'.padStart(32, '0') }])
})
test('not hearing it hides nothing, a bug does', async () => {
  assert.deepEqual(await noted({ state: async () => { throw failure('UNAVAILABLE', 'no bus') } }), [])
  await assert.rejects(noted({ state: async () => { throw new TypeError('oh') } }), TypeError)
})
