import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { machine } from '../../../../src/host/machine.ts'
import { leaveLastRun, type LastRun } from '../../../../src/upgrade/memory/last-run.ts'
import { statusOf } from '../../../../src/main/looks/status.ts'
import { aHold, aListed, aListing, aPin, dayMs } from '../../../support/a-standing.ts'
import { aThinkingHost } from '../../../support/a-thinking-host.ts'

test('the newest release, since when it is known, and why it is not live', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: aListing(['2.0.0', '1.1.0']), rules: { minimumAgeMs: dayMs } })
  const { live, newest, next, lookedAtMs, channel } = await statusOf(app, state)
  assert.deepEqual([live, newest?.version, newest?.verdict, next, channel], ['1.1.0', '2.0.0', 'wait', null, 'stable'])
  assert.match(newest?.because ?? '', /^2\.0\.0 exists since 3 h; minimum age is 24 h$/)
  assert.equal(newest?.firstSeenMs, lookedAtMs)
})

test('what comes next, where that is not the newest', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: aListing([aListed('2.0.0', { yanked: 'it eats data' }), '1.2.0', '1.1.0']) })
  const { newest, next } = await statusOf(app, state)
  assert.deepEqual([newest?.verdict, next?.version, next?.verdict], ['no', '1.2.0', 'take'])
})

test('where the newest is never taken, what waits behind it comes next', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: aListing([aListed('2.0.0', { yanked: 'it eats data' }), '1.3.0', '1.2.0', '1.1.0']), rules: { minimumAgeMs: dayMs } })
  const { newest, next } = await statusOf(app, state)
  assert.deepEqual([newest?.verdict, next?.version, next?.verdict], ['no', '1.3.0', 'wait'])
})

test('I9 what was found ill here is skipped, and the newest says so', async (t) => {
  const { app, state } = await aThinkingHost(t, { history: ['1.0.0', '1.1.0', '2.0.0!'], listing: aListing(['2.0.0', '1.1.0']) })
  const { newest, skipped } = await statusOf(app, state)
  assert.deepEqual([newest?.verdict, skipped.map(({ version }) => version)], ['no', ['2.0.0']])
})

test('J37 that the live version was withdrawn is a note', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: aListing([aListed('1.1.0', { yanked: 'it eats data' })]) })
  assert.match((await statusOf(app, state)).notes.join(), /1\.1\.0 is live, but its publisher has withdrawn it: it eats data/)
})

test('P8 a pin is shown with who set it, and the newest is still reported', async (t) => {
  const pin = aPin('1.1.0', { by: 'ann', reason: 'ticket' })
  const { app, state } = await aThinkingHost(t, { listing: aListing(['2.0.0', '1.1.0']), rules: { pin } })
  const status = await statusOf(app, state)
  assert.deepEqual([status.pin, status.newest?.version], [pin, '2.0.0'])
})

test('a hold that has run out holds nothing, and is not shown', async (t) => {
  const until = (untilMs: number) => aThinkingHost(t, { listing: null, rules: { hold: aHold({ untilMs }) } })
  const [past, ahead] = [await until(Date.now() - 1000), await until(Date.now() + dayMs)]
  assert.deepEqual([(await statusOf(past.app, past.state)).hold, (await statusOf(ahead.app, ahead.state)).hold?.by], [null, null])
  assert.notEqual((await statusOf(ahead.app, ahead.state)).hold, null)
})

test('before the first look nothing is known, and nobody is asked', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: null })
  const { newest, next, lookedAtMs, last, live } = await statusOf(app, state)
  assert.deepEqual([newest, next, lookedAtMs, live, last?.to], [null, null, null, '1.1.0', '1.1.0'])
})

test('f21 a damaged memory of the source is no reason to say nothing', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: null })
  mkdirSync(app.places.seen)
  assert.equal((await statusOf(app, state)).newest, null)
})

test('whoever may not read the journals is told what is missing', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: aListing(['2.0.0']) })
  const { notes, last, newest } = await statusOf(app, { ...state, records: [], readable: 'no' })
  assert.deepEqual([notes, last, newest?.version], [['how it came to be, and which releases were found ill here, only root may read'], null, '2.0.0'])
})

test('P17 a run that began no transaction and was not well is told of; one that had nothing to do, or that a journal tells of, is not', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: null })
  const run = { atMs: 7, event: 'failed', transaction: null, downtimeMs: null, because: 'nobody answers' } as const
  const told = async (differs: Partial<LastRun>) => {
    await leaveLastRun(machine.disk, app.places, { ...run, ...differs })
    return (await statusOf(app, state)).fruitless
  }
  assert.equal((await statusOf(app, state)).fruitless, null)
  assert.deepEqual(await told({}), { atMs: 7, event: 'failed', because: 'nobody answers', next: null })
  assert.equal((await told({ next: 'ask again' }))?.next, 'ask again')
  for (const well of [{ event: 'nothing' }, { event: 'planned' }, { transaction: 't1' }] as const) assert.equal(await told(well), null)
})

test('a probation under way says until when', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: null })
  const records = state.records.map((record, index) => (index < state.records.length - 1 || record.state === null ? record : { ...record, state: { ...record.state, probation: { beganAtMs: 1, untilMs: 7, ended: null } } }))
  assert.equal((await statusOf(app, { ...state, records })).probation?.untilMs, 7)
  assert.equal((await statusOf(app, state)).probation, null)
})
