import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { notStopped } from '../../../../src/drivers/gates/not-stopped.ts'
import { failure } from '../../../../src/errors.ts'
import type { CommandResult } from '../../../../src/host/types.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { Noted, StepName, UnitRun } from '../../../../src/upgrade/journal/entry.ts'
import type { Plan, PlannedCommand, PlannedUnit } from '../../../../src/upgrade/plan.ts'
import type { Gate } from '../../../../src/upgrade/ports.ts'
import { snapshot } from '../../../../src/upgrade/steps/snapshot.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { aRestore, aSnapshot } from '../../../support/a-plan.ts'
import { changedService } from '../../../support/changed-service.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'ill', data: 'migrated' }
const well: CommandResult = { status: 0, output: '', trouble: null }

interface Wishes {
  readonly during?: 'running' | 'stopped'
  readonly units?: readonly PlannedUnit[]
  readonly begun?: readonly StepName[]
  readonly restoring?: 'yes'
  readonly restored?: 'yes'
  readonly runsStopped?: readonly UnitRun[]
  readonly somebody?: UnitRun & { readonly live: 'other' }
  readonly process?: 'earlier'
  /** The note that the disk refuses. */
  readonly unwritable?: Noted['about']
  /** How each unit is, by name; changed by what is done to it. */
  readonly states?: Record<string, Partial<UnitState>>
  readonly says?: CommandResult
  /** What happens while the command runs. */
  readonly meanwhile?: (states: Record<string, Partial<UnitState>>) => void
  readonly user?: string
  readonly dependents?: readonly string[]
  /** Asked once more. */
  readonly gates?: readonly Gate[]
}

const units = (...names: readonly string[]): readonly PlannedUnit[] => names.map((name) => ({ name, restart: 'restart', then: 'restart' }))
const invocationAfter = 'a'.repeat(32)
const invocationBefore = '1'.padStart(32, '0')

async function aSnapshotStep({ during = 'stopped', units: planned = units('acme.service'), begun = [], restoring, restored, runsStopped, somebody, process, unwritable, states = {}, says = well, meanwhile = () => {}, user, dependents = [], gates = [] }: Wishes = {}) {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = host.ports('live')
  const said: string[] = []
  const command = (program: string): PlannedCommand => ({ argv: [program, '--of', "acme's data"], user: user ?? null, timeoutMs: 1000 })
  const plan: Plan = { ...host.plan, units: planned, dependents, data: { undo: 'snapshot', snapshot: command(aSnapshot), restore: command(aRestore), during } }
  const service = changedService(ports.service, {
    state: async (unit) => ({ ...host.service.now(unit), ...(begun.includes('restart') ? { invocationId: invocationAfter } : {}), ...states[unit] }),
    job: async (unit, what) => {
      said.push(`${what} ${unit}`)
      states[unit] = { ...states[unit], activeState: 'inactive', ...(what === 'stop' ? { stopAsked: 'yes' } : {}) }
      return { result: 'done', downtimeMs: null }
    },
  })
  const operator = {
    run: async ({ argv: [program] }: PlannedCommand) => {
      said.push(program)
      meanwhile(states)
      return says
    },
    end: async () => void said.push('end'),
  }
  const note = async (noted: Noted): Promise<void> => {
    if (noted.about === unwritable) throw failure('CANT_CREATE', 'no space is left')
    said.push(`noted ${noted.about}`)
  }
  const others = { stopped: [], replaced: [], begun, notUndone: [], restoring: restoring ?? 'no' as const, restored: restored ?? 'no' as const, ...(runsStopped === undefined ? {} : { runsStopped }), ...(somebody === undefined ? {} : { somebody }) }
  const asked = [await notStopped(planned.map(({ name }) => name), service), ...gates]
  return { said, act: (which: 'do' | 'undo') => snapshot[which](plan, { ...ports, service, operator, note, others, process: process ?? 'this', meanwhile: asked }) }
}

describe('taken', () => {
  test('with the daemon running, or stopped in reverse order; what is down is left alone', async () => {
    const running = await aSnapshotStep({ during: 'running' })
    await running.act('do')
    assert.deepEqual(running.said, ['noted boot', aSnapshot])
    const stopped = await aSnapshotStep({ units: units('one.service', 'down.service', 'two.service'), states: { 'down.service': { activeState: 'inactive' } } })
    await stopped.act('do')
    assert.deepEqual(stopped.said, ['noted boot', 'stop two.service', 'stop one.service', aSnapshot])
    await stopped.act('do')
    assert.deepEqual(stopped.said.slice(4), ['noted boot', aSnapshot], 'repeated, nothing is left to stop')
  })

  test('a socket of its own is stopped before the daemon that it would start again', async () => {
    const { said, act } = await aSnapshotStep({ units: [{ name: 'acme.socket', restart: 'restart', then: 'rest' }, ...units('acme.service')], dependents: ['acme.socket'], states: { 'acme.service': { triggeredBy: ['acme.socket'] } } })
    await act('do')
    assert.deepEqual(said, ['noted boot', 'stop acme.socket', 'stop acme.service', aSnapshot])
  })

  test('one that fails refuses, before anything was changed, with the last of what it said, printable', async () => {
    const { act } = await aSnapshotStep({ says: { status: 3, output: 'one\ntwo\nthree\n\u001B[31mno space\nleft\n', trouble: null } })
    await rejectsWithFailure('REFUSED', /could not be taken: \/usr\/bin\/acme-snapshot: exit status 3: three; [^\u001B]*no space; left$/, act('do'))
    const killed = await aSnapshotStep({ says: { status: null, output: '', trouble: 'timed out after 1 s' } })
    await rejectsWithFailure('REFUSED', /acme-snapshot: timed out after 1 s$/, killed.act('do'))
  })

  test('a daemon that something starts in the middle of it has spoiled it', async () => {
    const { act } = await aSnapshotStep({ meanwhile: (states) => { states['acme.service'] = { activeState: 'active' } } })
    await rejectsWithFailure('REFUSED', /unit 'acme\.service' was started by something else while the snapshot/, act('do'))
  })

  test('f08 whoever stops the daemon in the middle of it wants it down; what we have stopped ourselves, nobody else did', async () => {
    const stopped = (states: Record<string, Partial<UnitState>>): void => { states['acme.service'] = { activeState: 'inactive', stopAsked: 'yes' } }
    const running = await aSnapshotStep({ during: 'running', meanwhile: stopped })
    await rejectsWithFailure('REFUSED', /^somebody stopped unit 'acme\.service' while the upgrade was prepared; nothing was changed: start it, and upgrade again; or upgrade again as it is, and it stays down$/, running.act('do'))
    assert.deepEqual(running.said, ['noted boot', aSnapshot])
    await (await aSnapshotStep({ during: 'stopped', meanwhile: stopped })).act('do')
  })

  test('F44 whoever edits or masks a unit in the middle of it is told so, whether it was stopped for that or not', async () => {
    const edited: Gate = { ask: async () => ({ kind: 'no', reason: 'it was edited', next: 'look', overridable: 'yes' }) }
    for (const during of ['running', 'stopped'] as const) await rejectsWithFailure('REFUSED', /^it was edited; look$/, (await aSnapshotStep({ during, gates: [edited] })).act('do'))
  })
})

const swapped = ['lease', 'keep', 'standby', 'snapshot', 'swap'] as const
const restarted = [...swapped, 'reload', 'restart'] as const

describe('put back', () => {
  test('never unless the new version may have run: that would cost what the daemon has written since', async () => {
    for (const begun of [[], ['lease', 'keep', 'standby', 'snapshot'], swapped, [...swapped, 'reload']] as const) {
      const { said, act } = await aSnapshotStep({ begun, states: { 'acme.service': { activeState: 'active', invocationId: invocationBefore } } })
      await act('undo')
      assert.deepEqual(said, ['end'], begun.join(' '))
    }
    const rests = await aSnapshotStep({ begun: restarted, units: [{ name: 'acme.service', restart: 'restart', then: 'rest' }], states: { 'acme.service': { activeState: 'inactive' } } })
    await rests.act('undo')
    assert.deepEqual(rests.said, ['end'], 'a unit that rests was not started by us')
  })

  test('a socket that goes on listening is no run of the new version', async () => {
    const { said, act } = await aSnapshotStep({ begun: swapped, units: [{ name: 'acme.socket', restart: 'restart', then: 'rest' }, ...units('acme.service')], dependents: ['acme.socket'], states: { 'acme.service': { activeState: 'active', invocationId: invocationBefore } } })
    await act('undo')
    assert.deepEqual(said, ['end'])
  })

  test('a unit that is started anew, because the release that is gone back to brings it, runs', async () => {
    const { said, act } = await aSnapshotStep({ begun: restarted, units: [{ name: 'acme.service', restart: 'restart', then: 'start' }] })
    await act('undo')
    assert.ok(said.includes(aRestore))
  })

  test('after our restart, and after one that its own Restart= did: stopped first, and noted before', async () => {
    const all = ['end', 'stop acme.service', 'noted restoring', aRestore, 'noted restored']
    const ours = await aSnapshotStep({ begun: restarted })
    await ours.act('undo')
    assert.deepEqual(ours.said, all)
    await ours.act('undo')
    assert.deepEqual(ours.said.slice(5), ['end', 'noted restoring', aRestore, 'noted restored'], 'repeated')
    for (const now of [{ activeState: 'active', invocationId: '2'.padStart(32, '0') }, { activeState: 'failed', invocationId: '3'.padStart(32, '0') }]) {
      const own = await aSnapshotStep({ begun: swapped, states: { 'acme.service': now } })
      await own.act('undo')
      assert.ok(own.said.includes(aRestore), now.activeState)
    }
    const somebodys = await aSnapshotStep({ begun: swapped, units: [{ name: 'acme.service', restart: 'restart', then: 'rest' }], states: { 'acme.service': { activeState: 'active' } } })
    await somebodys.act('undo')
    assert.ok(somebodys.said.includes(aRestore))
  })
})

describe('put back by another process', () => {
  test('after a process that died only if our restart had begun: another run may be the kept version, started by the boot or by a person', async () => {
    for (const now of [{ activeState: 'inactive', invocationId: '' }, { activeState: 'active', invocationId: '2'.padStart(32, '0') }]) {
      const { said, act } = await aSnapshotStep({ begun: swapped, process: 'earlier', states: { 'acme.service': now } })
      await act('undo')
      assert.deepEqual(said, ['end'], now.activeState)
    }
    const ours = await aSnapshotStep({ begun: restarted, process: 'earlier', restoring: 'yes', runsStopped: [{ unit: 'acme.service', invocation: invocationAfter }], states: { 'acme.service': { activeState: 'inactive' } } })
    await ours.act('undo')
    assert.deepEqual(ours.said, ['end', aRestore, 'noted restored'], 'stopped and noted by the one that died')
  })

  test('g31 not over what a run has written that is none of ours, whether it still runs or not', async () => {
    for (const activeState of ['active', 'failed', 'inactive']) {
      const { said, act } = await aSnapshotStep({ begun: restarted, process: 'earlier', restoring: 'yes', runsStopped: [{ unit: 'acme.service', invocation: invocationAfter }], states: { 'acme.service': { activeState, invocationId: 'b'.repeat(32) } } })
      await rejectsWithFailure('STUCK', /unit 'acme\.service' was started by something else than this upgrade after the way back had begun \(its run b{32}\), and what it has written would be lost/, act('undo'))
      assert.deepEqual(said, ['end', 'noted somebody'], activeState)
    }
    const known = await aSnapshotStep({ begun: restarted, process: 'earlier', somebody: { unit: 'acme.service', invocation: 'c'.repeat(32), live: 'other' }, states: { 'acme.service': { activeState: 'inactive' } } })
    await rejectsWithFailure('STUCK', /its run c{32}/, known.act('undo'))
    assert.deepEqual(known.said, ['end'])
  })

  test('a snapshot that was half put back before any restart of ours is put back whole', async () => {
    const { said, act } = await aSnapshotStep({ begun: swapped, process: 'earlier', restoring: 'yes', runsStopped: [{ unit: 'acme.service', invocation: '' }], states: { 'acme.service': { activeState: 'inactive', invocationId: '' } } })
    await act('undo')
    assert.ok(said.includes(aRestore))
  })

  test('once: what was written since is the kept version\'s own', async () => {
    const { said, act } = await aSnapshotStep({ begun: restarted, restoring: 'yes', restored: 'yes', process: 'earlier', states: { 'acme.service': { activeState: 'active' } } })
    await act('undo')
    assert.deepEqual(said, ['end'])
  })

  test('F51 neither touched nor called back where the journal cannot say so', async () => {
    const before = await aSnapshotStep({ begun: restarted, unwritable: 'restoring' })
    await rejectsWithFailure('UNAVAILABLE', /the daemon's data are not put back: the journal cannot be written/, before.act('undo'))
    assert.deepEqual(before.said, ['end', 'stop acme.service'])
    const after = await aSnapshotStep({ begun: restarted, unwritable: 'restored' })
    await rejectsWithFailure('UNAVAILABLE', /are back, but are put back once more: the journal cannot be written/, after.act('undo'))
  })
})

describe('not put back', () => {
  test('g31 one that fails is left to a person, who reads what to type', async () => {
    const { act } = await aSnapshotStep({ begun: restarted, user: 'acme', says: { status: 1, output: 'no such snapshot\n', trouble: null } })
    await rejectsWithFailure('STUCK', /could not be put back: .*exit status 1: no such snapshot; 1\.0\.0 is back in its place and was not started, .* By hand, as acme: \/usr\/bin\/acme-restore --of 'acme'\\''s data'; then: app-upgrade recover acme --data-restored, which starts acme\.service$/, act('undo'))
  })

  test('f16 one that was killed or not even started says nothing, and is tried again by whoever comes next', async () => {
    const { act } = await aSnapshotStep({ begun: restarted, says: { status: null, output: '', trouble: 'killed by signal 15' } })
    await rejectsWithFailure('UNAVAILABLE', /killed by signal 15/, act('undo'))
  })

  test('what somebody has written with a daemon that they started since is not taken from them', async () => {
    const { said, act } = await aSnapshotStep({ begun: restarted, restoring: 'yes', states: { 'acme.service': { activeState: 'active' } } })
    await rejectsWithFailure('STUCK', /was started by something else than this upgrade after the way back had begun/, act('undo'))
    assert.deepEqual(said, ['end', 'noted somebody'])
    const dead = await aSnapshotStep({ begun: restarted, restoring: 'yes', states: { 'acme.service': { activeState: 'inactive' } } })
    await dead.act('undo')
    assert.ok(dead.said.includes(aRestore), 'our own process died in the middle of it')
  })

  test('a daemon that something starts in the middle of it has seen half of them', async () => {
    const { act } = await aSnapshotStep({ begun: restarted, meanwhile: (states) => { states['acme.service'] = { activeState: 'activating' } } })
    await rejectsWithFailure('STUCK', /was started by something else while its data were put back/, act('undo'))
  })
})

test('a unit that is still on its way down is waited for: its last process may write to what is put back', async () => {
  const { said, act } = await aSnapshotStep({ begun: restarted, states: { 'acme.service': { activeState: 'deactivating' } } })
  await act('undo')
  assert.deepEqual(said, ['end', 'stop acme.service', 'noted restoring', aRestore, 'noted restored'])
})
