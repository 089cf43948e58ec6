import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test, type TestContext } from 'node:test'
import { machine } from '../../../../src/host/machine.ts'
import { eventTold, oweEvent, untoldEnding, worthTelling } from '../../../../src/main/settle/owed-event.ts'
import { emptyReport } from '../../../../src/upgrade/report.ts'
import { createJournal } from '../../../../src/upgrade/journal/journal.ts'
import { placesOf, type Places } from '../../../../src/upgrade/places.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aPlan } from '../../../support/a-plan.ts'

const plan = aPlan()

/** As the process of this invocation, or as one that was started because that one failed. */
function as(t: TestContext, own: string | null, monitored: string | null = null): void {
  for (const [name, value] of [['INVOCATION_ID', own], ['MONITOR_INVOCATION_ID', monitored]] as const) {
    const before = process.env[name]
    t.after(() => { if (before === undefined) delete process.env[name]; else process.env[name] = before })
    if (value === null) delete process.env[name]
    else process.env[name] = value
  }
}

/** The run `r1` owes the end of its transaction, which is closed or still open. */
async function owing(t: TestContext, journal: 'closed' | 'open' = 'closed'): Promise<Places> {
  const places = placesOf('acme', aDirectory(t))
  mkdirSync(dirname(places.owed), { recursive: true })
  as(t, 'r1')
  await oweEvent(places, plan.transaction)
  const written = await createJournal({ disk: machine.disk, clock: machine.clock, directory: places.journals }, plan)
  if (journal === 'closed') await written.append({ entry: 'closed', outcome: 'refused', running: '1.0.0', reason: 'the lease was refused', downtimeMs: null })
  return places
}

test('I8 killed between the end of the journal and its final event: whoever settles tells it, once', async (t) => {
  const places = await owing(t)
  const untold = await untoldEnding(places)
  assert.deepEqual([untold?.transaction, untold?.outcome, untold?.app, untold?.trouble?.messages], [plan.transaction, 'refused', plan.app, ['the lease was refused']])
  await eventTold(places, plan.transaction)
  assert.equal(await untoldEnding(places), null)
  assert.equal(existsSync(places.owed), false)
})

test('the unit that OnFailure= starts is told whose end it settles; anybody else might speak before the run itself', async (t) => {
  const places = await owing(t)
  as(t, 'f1', 'r1')
  assert.equal((await untoldEnding(places))?.transaction, plan.transaction)
  as(t, 'f1', 'r2')
  assert.equal(await untoldEnding(places), null)
  as(t, null)
  assert.equal(await untoldEnding(places), null)
})

test('what is open is not told yet, and the end of another transaction pays for none', async (t) => {
  assert.equal(await untoldEnding(await owing(t, 'open')), null)
  const places = await owing(t)
  await eventTold(places, '20261121T120000Z-000002')
  assert.equal((await untoldEnding(places))?.transaction, plan.transaction)
})

test('without a service manager nothing is owed; a note that cannot be left, or is damaged, is none', async (t) => {
  const places = await owing(t)
  for (const note of ['', '{', 'null', '{"invocation":"r1","transaction":"../../x"}', '{"invocation":"r1"}']) {
    writeFileSync(places.owed, note)
    assert.equal(await untoldEnding(places), null, note)
  }
  const nowhere = placesOf('acme', aDirectory(t))
  await oweEvent(nowhere, plan.transaction)
  mkdirSync(dirname(nowhere.owed), { recursive: true })
  as(t, null)
  await oweEvent(nowhere, plan.transaction)
  assert.equal(existsSync(nowhere.owed), false)
})

test('an upgrade that still owes tidiness is told once, and not as the end of a later run; a person who asks hears of it', async (t) => {
  const places = await owing(t)
  const owed = { report: { ...emptyReport('acme', 'upgraded'), transaction: plan.transaction }, tidiness: 'owed' } as const
  const ended = { report: { ...emptyReport('acme', 'rolled-back'), transaction: '20261121T120000Z-000002' }, tidiness: 'done' } as const
  assert.deepEqual(await worthTelling([owed, ended], places, 'a run'), [owed.report, ended.report], 'killed before it was told')
  await eventTold(places, plan.transaction)
  assert.deepEqual(await worthTelling([owed, ended], places, 'a run'), [ended.report])
  assert.deepEqual(await worthTelling([owed], places, 'a person'), [owed.report])
})
