import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherEventIds } from '../../../src/cli/final-event-ids.ts'
import { reasonIn, wished } from '../../../src/cli/wished.ts'
import { aWishReport, aWorld, saidOn } from '../../support/scripted-world.ts'
import { rejectsWithFailure, throwsFailure } from '../../support/throws.ts'

const call = (values: Readonly<Record<string, string>>, ...switches: readonly string[]) => ({ values, switches: new Set(switches), several: [] })
const wish = { what: 'hold', untilMs: null, reason: 'freeze' } as const

test('what was changed is told to the system journal once, and to whoever asked', async () => {
  const world = aWorld()
  assert.equal(await wished(call({ APP: 'acme' }), world, wish), 0)
  assert.deepEqual(world.finalEvents.map((event) => [event['MESSAGE_ID'], event['APP_UPGRADE_REASON']]), [[otherEventIds['wish-changed'], 'freeze']])
  assert.match(saidOn(world, 1), /^acme: held until 'app-upgrade unhold'/)
})
test('what was so already is no event', async () => {
  const world = aWorld({ wish: (_, one) => Promise.resolve(aWishReport(one, { changed: 'no' })) })
  await wished(call({ APP: 'acme' }, 'json'), world, { what: 'unpin' })
  assert.deepEqual(world.finalEvents, [])
  assert.equal(JSON.parse(saidOn(world, 1)).changed, 'no')
})
test('what is no app is refused before the world is asked', async () => {
  const world = aWorld()
  await rejectsWithFailure('USAGE', /'all' is no app/, wished(call({ APP: 'all' }), world, wish))
  assert.deepEqual(world.asked, [])
})
test('a reason is one line that a settings file has room for', () => {
  assert.equal(reasonIn(call({ reason: ' ticket 4711 ' })), 'ticket 4711')
  assert.deepEqual([reasonIn(call({})), reasonIn(call({ reason: '  ' }))], [null, null])
  for (const reason of ['x'.repeat(401), 'a\nb', 'a\u001b[2J']) throwsFailure('USAGE', /^--reason must be one line/, () => reasonIn(call({ reason })))
})
