import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failure } from '../../../src/errors.ts'
import type { Entry } from '../../../src/upgrade/journal/entry.ts'
import { createJournal } from '../../../src/upgrade/journal/journal.ts'
import { crashOwed, leave, leftOf, tend, unitsOnProbation, type Moment, type Tended } from '../../../src/upgrade/probation.ts'
import { foundIll, readRecords } from '../../../src/upgrade/memory/records.ts'
import { aClosedUpgrade, aPlanWith, closedAtMs, crashedUnit, forMs, journalOn, noGuard, ProbationProcess, upgradedEntries, type ProbationHost } from '../../support/a-probation.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

interface After { readonly host: ProbationHost; readonly tended: Tended }
async function tended(host: ProbationHost, moment: Moment = 'now'): Promise<After> {
  const process = new ProbationProcess(host)
  const result = await tend(process.ports, moment)
  return { host: process.host, tended: result }
}
const guarded = (timerMs: number) => ({ dropIn: 'yes', loaded: 'yes', timerMs })
const later = (host: ProbationHost, byMs: number): ProbationHost => ({ ...host, nowMs: host.nowMs + byMs })
const rebooted = (host: ProbationHost): ProbationHost => ({ ...host, guard: noGuard })
const begun = async (then: 'roll-back' | 'tell' = 'roll-back'): Promise<ProbationHost> => (await tended(await aClosedUpgrade(then))).host

describe('its beginning', () => {
  test('it is recorded, and guarded for its whole time', async () => {
    const { host, tended: { kind } } = await tended(await aClosedUpgrade())
    assert.deepEqual([kind, host.guard], ['guarded', guarded(forMs)])
    assert.deepEqual((await journalOn(host)).probation, { beganAtMs: closedAtMs, untilMs: closedAtMs + forMs, ended: null })
  })

  test('killed between the end of the upgrade and this: it runs from the moment in which that was closed', async () => {
    const { host } = await tended(later(await aClosedUpgrade(), 60_000))
    assert.deepEqual([(await journalOn(host)).probation?.untilMs, host.guard], [closedAtMs + forMs, guarded(forMs - 60_000)])
    const tooLate = await tended(later(await aClosedUpgrade(), forMs))
    assert.deepEqual([tooLate.tended.kind, tooLate.host.guard, (await journalOn(tooLate.host)).probation], ['nothing', noGuard, null])
  })

  test('what was refused, rolled back or is still open has none', async () => {
    for (const entries of [[{ entry: 'closed', outcome: 'refused', running: null, reason: 'x', downtimeMs: null }], []] as const) {
      const { tended: { kind }, host } = await tended(await aClosedUpgrade('roll-back', entries as readonly Entry[]))
      assert.deepEqual([kind, host.guard], ['nothing', noGuard])
    }
  })

  test('looked after twice, it is the same', async () => {
    const once = await begun()
    const { host } = await tended(once)
    assert.deepEqual([(await journalOn(host)).probation, host.guard], [(await journalOn(once)).probation, once.guard])
  })
})

describe('its end', () => {
  test('its time is over, by the clock or by the word of the guard', async () => {
    for (const { host, tended: { kind } } of [await tended(later(await begun(), forMs)), await tended(await begun(), 'over')]) {
      assert.deepEqual([kind, host.guard, (await journalOn(host)).probation?.ended?.how], ['passed', noGuard, 'passed'])
      assert.equal((await tended(host)).tended.kind, 'nothing')
    }
  })

  test('g05 a crash is recorded, with why, and is not guarded any more', async () => {
    const { host, tended: crash } = await tended({ ...await begun(), unit: crashedUnit })
    assert.ok(crash.kind === 'crashed')
    assert.deepEqual([crash.because, crash.lines], ["unit 'acme.service' failed: exit status 3", ['unknown key in acme.conf']])
    assert.deepEqual([host.guard, (await journalOn(host)).probation?.ended], [noGuard, { atMs: closedAtMs, how: 'crashed', because: crash.because }])
  })

  test('a crash is written down before anything else: a manager that does not answer cannot make it forgotten', async () => {
    const process = new ProbationProcess({ ...await begun(), unit: crashedUnit })
    const deaf = async (): Promise<never> => { throw failure('UNAVAILABLE', 'the bus is gone') }
    await rejectsWithFailure('UNAVAILABLE', /the bus is gone/, tend({ ...process.ports, guard: { set: deaf, lift: deaf } }, 'now'))
    assert.equal((await journalOn(process.host)).probation?.ended?.how, 'crashed')
  })

  test('who was to tell of a crash died before the guard was lifted: the next one lifts it', async () => {
    const { host } = await tended({ ...await begun('tell'), unit: crashedUnit })
    const after = await tended({ ...host, guard: { dropIn: 'yes', loaded: 'yes', timerMs: 1 } })
    assert.deepEqual([after.tended.kind, after.host.guard], ['nothing', noGuard])
  })

  test('a crash that is found at the end counts', async () => {
    assert.equal((await tended({ ...await begun(), unit: { restarts: 3 } }, 'over')).tended.kind, 'crashed')
  })

  test('somebody stopped it: that is no crash, and no end', async () => {
    assert.equal((await tended({ ...await begun(), unit: { ...crashedUnit, stopAsked: 'yes' } })).tended.kind, 'guarded')
  })

  test('another transaction begins', async () => {
    const process = new ProbationProcess(await begun())
    await leave(process.ports)
    assert.deepEqual([process.host.guard, (await journalOn(process.host)).probation?.ended?.how], [noGuard, 'left'])
    await leave(process.ports)
  })

  test('another transaction begins, and it had crashed: that is what is remembered', async () => {
    const process = new ProbationProcess({ ...await begun(), unit: crashedUnit })
    await leave(process.ports)
    assert.equal((await journalOn(process.host)).probation?.ended?.how, 'crashed')
    const records = await readRecords(process.journals.disk, process.journals.directory)
    assert.deepEqual(foundIll(records).map(({ version, sha256, because }) => [version, sha256, because]), [['2.0.0', 'a'.repeat(64), "it died within its probation on 2023-11-14: unit 'acme.service' failed: exit status 3"]])
  })

  test('a crash of which somebody is only told is held against nothing, and no way back is owed', async () => {
    const { host } = await tended({ ...await begun('tell'), unit: crashedUnit })
    const { journals } = new ProbationProcess(host)
    const records = await readRecords(journals.disk, journals.directory)
    assert.deepEqual([foundIll(records), crashOwed(records)], [[], null])
    assert.equal((await tended(host)).tended.kind, 'nothing')
  })
})

describe('a reboot in it', () => {
  test('it is guarded anew for what is left, and nothing is judged before anything runs', async () => {
    const { host, tended: { kind } } = await tended({ ...rebooted(later(await begun(), 200_000)), unit: crashedUnit }, 'boot')
    assert.deepEqual([kind, host.guard], ['guarded', guarded(forMs - 200_000)])
  })

  test('its time passed meanwhile', async () => {
    assert.equal((await tended(rebooted(later(await begun(), forMs + 1)), 'boot')).tended.kind, 'passed')
  })

  test('F34 a clock that was set back cannot prolong it', async () => {
    const state = await journalOn(await begun())
    assert.deepEqual([leftOf(state, 0), leftOf(state, closedAtMs + 1), leftOf(state, closedAtMs + 2 * forMs)], [forMs, forMs - 1, 0])
  })
})

describe('the way back that a crash owes', () => {
  const later1 = '20261121T130000Z-000002'
  async function after(entries: readonly Entry[], count = 1): Promise<Tended['kind']> {
    const { host } = await tended({ ...await begun(), unit: crashedUnit })
    const process = new ProbationProcess({ ...host, unit: {} })
    for (let at = 0; at < count; at++) {
      const journal = await createJournal(process.journals, aPlanWith('tell', `${later1.slice(0, -1)}${at}`))
      for (const entry of entries) await journal.append(entry)
    }
    return (await tended({ ...process.host, nowMs: closedAtMs + forMs })).tended.kind
  }
  const closed = (outcome: 'refused' | 'rolled-back'): Entry => ({ entry: 'closed', outcome, running: '2.0.0', reason: 'x', downtimeMs: null })

  test('whoever recorded the crash died: it is owed still', async () => assert.equal(await after([], 0), 'crashed'))
  test('it was interrupted: it is owed still, but not for ever', async () => {
    assert.equal(await after([closed('refused')]), 'crashed')
    assert.equal(await after([closed('refused')], 3), 'nothing')
  })
  test('it was taken', async () => assert.equal(await after(upgradedEntries), 'nothing'))
  test('it failed for a reason of its own', async () => {
    const lease = [{ entry: 'began', step: 'lease' }, { entry: 'failed', step: 'lease', code: 'TEMPORARY', message: 'no' }, { entry: 'undoing', step: 'lease' }, { entry: 'undone', step: 'lease' }] as const
    assert.equal(await after([...lease, closed('refused')]), 'nothing')
  })
})

test('a timer is not on probation: it runs no version', () => {
  const plan = aPlanWith('roll-back')
  assert.deepEqual(unitsOnProbation({ ...plan, units: [{ name: 'a.timer', restart: 'restart', then: 'restart' }, { name: 'a.service', restart: 'restart', then: 'restart' }] }), ['a.service'])
})
