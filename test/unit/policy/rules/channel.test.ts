import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outsideChannel } from '../../../../src/policy/rules/channel.ts'
import { channelCalled } from '../../../../src/release/channel.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aPin } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

const because = (...[version, weighing]: [string, Parameters<typeof objectionOf>[2]]): string | null => objectionOf(outsideChannel, version, weighing)?.because ?? null
const follows = (name: string) => ({ rules: { channel: channelCalled(name) } })

test('P9 a pre-release is in no channel but its own', () => {
  assert.equal(because('2.0.0-beta.1', {}), "2.0.0-beta.1 is not in channel 'stable'")
  assert.equal(because('2.0.0-beta.1', follows('beta')), null)
  assert.equal(because('2.0.0-rc.1', follows('beta')), "2.0.0-rc.1 is not in channel 'beta'")
  assert.equal(because('2.0.0', follows('beta')), null)
})

test('J22 what its publisher marks as a pre-release is not for everybody, and it is said who says so', () => {
  assert.equal(because('2.0.0', { listed: { mark: 'prerelease' } }), "2.0.0 is not in channel 'stable': its publisher calls it a pre-release")
})

test('a channel of tags', () => {
  const nightly = { rules: { channel: { ...channelCalled('nightly'), tag: 'nightly-*' } } }
  assert.equal(because('2026.11.21', { ...nightly, listed: { tag: 'nightly-2026-11-21' } }), null)
  assert.equal(because('2.0.0', nightly), "2.0.0 is not in channel 'nightly'")
})

test('the publisher\'s own pointer: nothing newer, itself whatever it is called, and below it what the names say', () => {
  const edge = { ...follows('edge'), tops: { edge: '2.0.0-dev.7' } }
  assert.equal(because('2.0.0-dev.8', edge), "2.0.0-dev.8 is newer than 2.0.0-dev.7, to which its publisher's channel 'edge' points")
  assert.equal(because('2.0.0-dev.7', edge), null)
  assert.equal(because('2.0.0-dev.6', edge), "2.0.0-dev.6 is not in channel 'edge'")
  assert.equal(because('1.9.0', edge), null)
  assert.equal(because('2.0.0', edge), "2.0.0 is newer than 2.0.0-dev.7, to which its publisher's channel 'edge' points")
})

test('a pointer is looked up by what the manifest calls the channel', () => {
  const renamed = { rules: { channel: { ...channelCalled('edge'), manifest: 'bleeding' } }, tops: { bleeding: '2.0.0', edge: '1.0.0', constructor: '1.0.0' } }
  assert.equal(because('2.0.0', renamed), null)
  assert.match(because('2.0.1', renamed) ?? '', /newer than 2\.0\.0/)
  assert.equal(because('2.0.0', { ...follows('toString'), tops: { edge: '1.0.0' } }), null)
})

test('J22 behind a pre-release the finished releases go on, as far as everybody\'s channel does', () => {
  const beta = { ...follows('beta'), tops: { stable: '2.1.0', beta: '2.0.0-beta.1' } }
  assert.deepEqual(['2.0.0', '2.1.0', '2.0.0-beta.1'].map((version) => because(version, beta)), [null, null, null])
  assert.match(because('2.2.0', beta) ?? '', /newer than 2\.1\.0, to which its publisher's channel 'stable' points/)
  assert.match(because('2.0.0-beta.2', beta) ?? '', /channel 'beta' points/)
  // Nobody's channel points anywhere, and everybody's does: candidates go on.
  const rc = { ...follows('rc'), tops: { stable: '2.1.0' } }
  assert.deepEqual([because('2.2.0-rc.1', rc), because('2.2.0', rc) === null], [null, false])
})

test('P8 a pin, a version that was asked for, and a bundle ignore the channel', () => {
  assert.equal(because('2.0.0-beta.1', { rules: { pin: aPin('2.0.0-beta.1') } }), null)
  assert.equal(because('2.0.0-beta.1', { standing: { asked: parseVersion('2.0.0-beta.1') } }), null)
  assert.equal(because('2.0.0-beta.1', { standing: { occasion: 'inbox' } }), null)
})
