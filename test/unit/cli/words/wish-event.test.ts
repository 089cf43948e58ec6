import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherEventIds } from '../../../../src/cli/final-event-ids.ts'
import { wishEventOf } from '../../../../src/cli/words/wish-event.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aWishReport } from '../../../support/scripted-world.ts'

test('who wanted what, and why, at priority info', () => {
  const wish = { what: 'pin', version: parseVersion('1.4.2'), reason: 'ticket 4711' } as const
  assert.deepEqual(wishEventOf(aWishReport(wish), wish, 'alice (uid 0), at a terminal'), {
    MESSAGE: 'acme: pinned to 1.4.2: nothing else is taken, and newer releases are still reported; by alice (uid 0), at a terminal: ticket 4711',
    MESSAGE_ID: otherEventIds['wish-changed'], PRIORITY: '6', APP_UPGRADE_APP: 'acme', APP_UPGRADE_WISH: 'pin', APP_UPGRADE_ACTOR: 'alice (uid 0), at a terminal', APP_UPGRADE_REASON: 'ticket 4711',
  })
})
test('no reason, no field; nothing changed, no event; nothing forges a line', () => {
  const event = wishEventOf(aWishReport({ what: 'unhold' }), { what: 'unhold' }, 'a\nb')
  assert.deepEqual([event?.['APP_UPGRADE_REASON'], event?.['APP_UPGRADE_ACTOR'], event?.['MESSAGE']], [undefined, 'a\\x0ab', 'acme: no longer held; by a\\x0ab'])
  assert.equal(wishEventOf(aWishReport({ what: 'unhold' }, { changed: 'no' }), { what: 'unhold' }, 'a'), null)
})
