import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import type { Ports } from '../../../../src/upgrade/ports.ts'
import { restart } from '../../../../src/upgrade/steps/restart.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

async function aRestart(change: Partial<Ports['service']> = {}): Promise<{ readonly host: SimulatedHost; readonly noted: Noted[]; readonly act: (which: 'do' | 'undo') => Promise<void> }> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = host.ports('live')
  const service = changedService(ports.service, change)
  const noted: Noted[] = []
  return { host, noted, act: (which) => restart[which](host.plan, { ...ports, service, note: async (one) => void noted.push(one) }) }
}

test('a restart is noted with its downtime', async () => {
  const { noted, act } = await aRestart({ job: async () => ({ result: 'done', downtimeMs: 12 }) })
  await act('do')
  assert.deepEqual(noted, [{ entry: 'noted', about: 'downtime', unit: 'acme.service', milliseconds: 12 }])
})

test('F31 only a job that is done goes on', async () => {
  for (const result of ['timeout', 'failed', 'dependency', 'skipped', 'deferred'] as const) {
    const { act } = await aRestart({ job: async () => ({ result, downtimeMs: null }) })
    await rejectsWithFailure('ROLLED_BACK', /^the new version did not start: /, act('do'))
  }
})

test('f08 whoever cancels our job says nothing about the version; that they stopped the unit instead is noted', async () => {
  for (const [down, notes] of [[{ activeState: 'inactive' }, [{ entry: 'noted', about: 'stopped', unit: 'acme.service', invocation: '1'.padStart(32, '0') }]], [{ activeState: 'deactivating', job: 'yes' }, 1], [{ activeState: 'active' }, []], [{ activeState: 'inactive', job: 'yes' }, []]] as const) {
    const { host, noted, act } = await aRestart({ job: async () => ({ result: 'canceled', downtimeMs: null }), state: async (unit) => ({ ...host.service.now(unit), ...down }) })
    await rejectsWithFailure('TEMPORARY', /somebody else cancelled/, act('do'))
    if (notes === 1) assert.equal(noted.length, 1)
    else assert.deepEqual(noted, notes)
  }
})

test('g04 a daemon that systemd gave up may be started again', async () => {
  const cleared: string[] = []
  const { host, act } = await aRestart({ state: async (unit) => ({ ...host.service.now(unit), activeState: 'failed' }), resetFailed: async (unit) => void cleared.push(unit) })
  await act('do')
  assert.deepEqual(cleared, ['acme.service'])
})

test('the failed version has the last word, without what could repaint a terminal', async () => {
  const { host, noted, act } = await aRestart({ journalTail: async () => ['first', `\x1b[2J${'x'.repeat(2000)}`] })
  host.service.start()
  await act('undo')
  const [note] = noted
  assert.ok(note?.about === 'system-journal')
  assert.equal(note.lines[0], 'first')
  assert.ok(!note.lines[1]?.includes('\x1b') && (note.lines[1]?.length ?? 0) < 600)
})

test('a daemon that was not restarted says nothing about the new version', async () => {
  const { noted, act } = await aRestart({ journalTail: async () => ['old news'] })
  await act('undo')
  assert.deepEqual(noted, [])
})

test('F33 words that cannot be heard do not hold up the way back', async () => {
  const { act } = await aRestart({ state: async () => { throw failure('UNAVAILABLE', 'the bus is gone') } })
  await act('undo')
})

test('F33 a bug while listening is still a bug', async () => {
  const { act } = await aRestart({ state: async () => { throw new TypeError('oh') } })
  await assert.rejects(act('undo'), TypeError)
})
