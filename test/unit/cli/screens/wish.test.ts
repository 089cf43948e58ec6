import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfChannels, textOfWish } from '../../../../src/cli/screens/wish.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aChannelReport, aWishReport } from '../../../support/scripted-world.ts'

const file = '  file:    /etc/app-upgrade/acme.toml.d/50-operator.toml\n'
const hold = { what: 'hold', untilMs: Date.UTC(2026, 11, 1), reason: null } as const
const pin = { what: 'pin', version: parseVersion('1.4.2'), reason: null } as const

test('a pin says what is live instead, and how it is taken back', () => {
  assert.equal(textOfWish(aWishReport(pin)), `acme: pinned to 1.4.2: nothing else is taken, and newer releases are still reported\n  now:     2.0.0 is live; 'app-upgrade upgrade acme' goes to the pinned version\n${file}  undo:    'app-upgrade unpin acme'\n`)
  assert.doesNotMatch(textOfWish(aWishReport(pin, { live: '1.4.2' })), /now:/)
})
test('a hold says until when', () => {
  assert.match(textOfWish(aWishReport(hold)), /^acme: held until 2026-12-01 00:00:00 UTC: only a rollback or --force changes what is live\n/)
  assert.match(textOfWish(aWishReport({ ...hold, untilMs: null })), /^acme: held until 'app-upgrade unhold':/)
})
test('what was taken back, and what was never there', () => {
  const pinned = aWishReport(pin).now
  assert.equal(textOfWish(aWishReport({ what: 'unpin' }, { before: pinned })), 'acme: no longer pinned (was 1.4.2)\n')
  assert.equal(textOfWish(aWishReport({ what: 'unpin' }, { changed: 'no' })), 'acme: was not pinned\n')
  assert.equal(textOfWish(aWishReport({ what: 'unhold' }, { changed: 'no' })), 'acme: was not held\n')
  assert.equal(textOfWish(aWishReport({ what: 'unhold' }, { before: null })), 'acme: no longer held\n')
})
test('the other of the two is not forgotten', () => {
  const held = { ...aWishReport({ what: 'unpin' }).now, hold: aWishReport(hold).now.hold }
  assert.match(textOfWish(aWishReport({ what: 'unpin' }, { now: held })), /\n  but:     it is held until 2026-12-01 00:00:00 UTC\n$/)
  const pinned = { ...aWishReport({ what: 'unhold' }).now, pin: aWishReport(pin).now.pin }
  assert.match(textOfWish(aWishReport({ what: 'unhold' }, { now: pinned })), /\n  but:     it is pinned to 1\.4\.2\n$/)
  assert.match(textOfWish(aWishReport({ what: 'channel', name: 'beta', reason: null }, { now: { ...pinned, channel: 'beta' } })), /^acme: follows beta from now on \(was stable\)\n[^]*but: {5}it is pinned/)
})
test('channels: the followed one, and what each takes', () => {
  assert.equal(textOfChannels(aChannelReport()), `acme follows stable
   CHANNEL    TAKES                                                        NEWEST SAID
*  stable     finished releases                                            2.0.0
   edge       releases tagged 'server-*', called 'Edge' by its publisher   -
   candidate  finished releases and those like 1.0.0-rc.1, if tagged 'v*'  -
   nightly    finished releases and those like 1.0.0-nightly.1             2.1.0-nightly.4
Any other name is a channel too: beta takes finished releases and those like 1.0.0-beta.2.
`)
})
