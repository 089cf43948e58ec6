import assert from 'node:assert/strict'
import { test } from 'node:test'
import { machine } from '../../../../src/host/machine.ts'
import { whyOf } from '../../../../src/main/looks/why.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { leaveLastRun } from '../../../../src/upgrade/memory/last-run.ts'
import { aHold, aListed, aListing } from '../../../support/a-standing.ts'
import { aThinkingHost } from '../../../support/a-thinking-host.ts'

const listing = aListing(['2.0.0', aListed('1.2.0', { yanked: 'it eats data' }), '1.1.0', '1.0.0', '2.1.0-beta.1'])

test('each release that was seen, newest first, with a reason of its own', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing })
  const { weighed, about, live } = await whyOf(app, state, null)
  assert.deepEqual([live, about], ['1.1.0', null])
  assert.deepEqual(weighed.map(({ version, verdict }) => `${version} ${verdict}`), ['2.1.0-beta.1 no', '2.0.0 take', '1.2.0 no', '1.1.0 live', '1.0.0 older'])
  for (const { because, version } of weighed) assert.ok(because.startsWith(version))
})

test('one release, with when it was first seen and whether anything takes it', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing })
  const { weighed: [only], about } = await whyOf(app, state, parseVersion('2.0.0'))
  assert.deepEqual([about, only?.version, only?.firstSeenMs === null, only?.forecast === null], ['2.0.0', '2.0.0', false, false])
})

test('a release that nobody has seen is not there, or there is something against it anyhow', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing })
  const { weighed: [only] } = await whyOf(app, state, parseVersion('9.0.0'))
  assert.deepEqual([only?.verdict, only?.because, only?.firstSeenMs, only?.forecast], ['no', '9.0.0 was not at the source when it was last asked', null, null])
  const { weighed: [old] } = await whyOf(app, state, parseVersion('0.1.0'))
  assert.deepEqual([old?.verdict, old?.because], ['older', '0.1.0 is older than 1.1.0, which is live'])
})

test('where no run has asked what there is, nobody says that a release is not there', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: null })
  const { weighed: [only] } = await whyOf(app, state, parseVersion('9.0.0'))
  assert.deepEqual([only?.verdict, only?.because], ['no', '9.0.0 was not looked for: nobody has asked the source yet which releases it has'])
})

test('what holds for all of them is a remark', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing, rules: { hold: aHold({ by: 'ann', reason: 'freeze' }) } })
  assert.ok((await whyOf(app, state, null)).remarks.includes('upgrades are held by ann: freeze'))
})

test('P17 a run that was refused is told with its remedy', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing })
  assert.equal((await whyOf(app, state, null)).fruitless, null)
  await leaveLastRun(machine.disk, app.places, { atMs: 7, event: 'refused', transaction: null, downtimeMs: null, because: 'no room', next: 'make room' })
  assert.deepEqual((await whyOf(app, state, null)).fruitless, { atMs: 7, event: 'refused', because: 'no room', next: 'make room' })
})
