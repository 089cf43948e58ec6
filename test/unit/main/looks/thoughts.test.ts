import assert from 'node:assert/strict'
import { test } from 'node:test'
import { thoughtsOf } from '../../../../src/main/looks/thoughts.ts'
import { aListing } from '../../../support/a-standing.ts'
import { aThinkingHost } from '../../../support/a-thinking-host.ts'

test('it thinks as a timer\'s run would: about nothing in particular, without force', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: aListing(['2.0.0', '1.1.0']) })
  const { standing, choice } = await thoughtsOf(app, state)
  assert.deepEqual([standing.occasion, standing.asked, standing.force, standing.live?.version, standing.floor], ['timer', null, 'no', '1.1.0', '1.1.0'])
  assert.deepEqual(choice.ranked, ['2.0.0'])
  assert.match(standing.host, /^[0-9a-f]{16,}$/)
})

test('what is live or older is not on its way; each has its age', async (t) => {
  const { app, state } = await aThinkingHost(t, { history: ['1.0.0', '2.0.0'], listing: aListing(['2.0.0', '1.0.0']) })
  const { choice, described } = await thoughtsOf(app, state)
  assert.deepEqual(choice.weighed.map((one) => described(one).verdict), ['live', 'older'])
  assert.ok(choice.weighed.every((one) => described(one).forecast === null && described(one).firstSeenMs !== null))
})

test('of two that may be taken, only the newer is said to be', async (t) => {
  const { app, state } = await aThinkingHost(t, { listing: aListing(['2.0.0', '1.2.0', '1.1.0']) })
  const { choice, described } = await thoughtsOf(app, state)
  assert.deepEqual(choice.weighed.map((one) => described(one).forecast?.text === '2.0.0 comes before it'), [false, true, false])
})
