import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saidMeanwhile } from '../../../src/config/edited.ts'
import { channelCalled } from '../../../src/release/channel.ts'
import { parseVersion } from '../../../src/release/version.ts'

const nothing = { pin: null, hold: null, channel: channelCalled('stable') }
const pin = { version: parseVersion('1.4.2'), by: 'alice (uid 0)', atMs: 5, reason: 'ticket' }
const hold = { untilMs: null, by: null, atMs: null, reason: null }

test('a hold, a pin and a channel that were said while a run was under way', () => {
  assert.equal(saidMeanwhile(nothing, { ...nothing, hold }), 'it is held')
  assert.equal(saidMeanwhile(nothing, { ...nothing, pin }), 'it is pinned to 1.4.2 by alice (uid 0) (ticket)')
  assert.equal(saidMeanwhile({ ...nothing, pin }, { ...nothing, pin: { ...pin, version: parseVersion('1.4.3') } }), 'it is pinned to 1.4.3 by alice (uid 0) (ticket)')
  assert.equal(saidMeanwhile(nothing, { ...nothing, channel: channelCalled('beta') }), 'it follows beta')
})
test('what was taken back; the hold before the rest', () => {
  assert.equal(saidMeanwhile({ ...nothing, pin }, nothing), 'it is no longer pinned')
  assert.equal(saidMeanwhile({ ...nothing, hold }, { ...nothing, pin }), 'it is no longer held')
})
test('something else was edited', () => assert.equal(saidMeanwhile({ ...nothing, pin, hold }, { ...nothing, pin: { ...pin }, hold: { ...hold } }), null))
