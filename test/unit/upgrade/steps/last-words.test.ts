import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
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

test('what the failed run said last is noted, printable', async () => {
  assert.deepEqual(await noted({ journalTail: async () => ['\u001B[31mred', 'plain'] }), [{ entry: 'noted', about: 'system-journal', unit: 'acme.service', lines: ['\\x1b[31mred', 'plain'] }])
})
test('the run of before has said nothing about the new version', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  assert.deepEqual(await noted({ state: async (unit) => ({ ...host.service.now(unit), invocationId: '1'.padStart(32, '0') }) }), [])
})
test('not hearing it hides nothing, a bug does', async () => {
  assert.deepEqual(await noted({ state: async () => { throw failure('UNAVAILABLE', 'no bus') } }), [])
  await assert.rejects(noted({ state: async () => { throw new TypeError('oh') } }), TypeError)
})
