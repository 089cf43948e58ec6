import assert from 'node:assert/strict'
import { test } from 'node:test'
import { belongsTo, channelCalled, channelNamed, type ChannelRule, isInChannel } from '../../../src/release/channel.ts'
import { parseVersion } from '../../../src/release/version.ts'

const inChannel = (version: string, channel: string | null, mark: 'prerelease' | 'none' = 'none'): boolean => isInChannel(parseVersion(version), mark, channel)

test('J40 P9 the channel of everybody has no pre-release, by version or by mark', () => {
  for (const channel of [null, 'stable']) {
    assert.equal(inChannel('1.2.3', channel), true)
    for (const version of ['1.2.3-rc.1', '1.2.3-stable', '1.2.3-0']) assert.equal(inChannel(version, channel), false, version)
    assert.equal(inChannel('1.2.3', channel, 'prerelease'), false)
  }
})

test('J22 a pre-release is in the channel it is named after, and in no other', () => {
  for (const version of ['1.0.0-beta.2', '1.0.0-beta2', '1.0.0-beta', '1.0.0-beta-2', '1.0.0-BETA.1', '1.0.0-beta.1+b-rc']) {
    assert.equal(inChannel(version, 'beta'), true, version)
    assert.equal(inChannel(version, 'rc'), false, version)
    assert.equal(inChannel(version, 'bet'), false, version)
  }
  // A dash in the build part is no pre-release.
  assert.equal(inChannel('1.0.0+x-beta', 'beta'), true)
  assert.equal(inChannel('1.0.0+x-beta', null), true)
})

test('whoever follows a channel is offered finished releases, and those that are only marked', () => {
  assert.equal(inChannel('1.2.3', 'beta'), true)
  assert.equal(inChannel('1.2.3', 'beta', 'prerelease'), true)
})

test('a channel is what the app calls so, or else what its name says', () => {
  const edge: ChannelRule = { name: 'edge', prerelease: 'rc', tag: null, manifest: null }
  assert.equal(channelNamed('edge', [channelCalled('x'), edge]), edge)
  assert.deepEqual(channelNamed('beta', [edge]), { name: 'beta', prerelease: null, tag: null, manifest: null })
})

test('a channel of tags has what fits its glob, whatever the version is called', () => {
  const belongs = (version: string, tag: string, rule: Partial<ChannelRule>, mark: 'prerelease' | 'none' = 'none'): boolean => belongsTo({ version: parseVersion(version), tag, mark }, { ...channelCalled('nightly'), ...rule })
  assert.equal(belongs('2026.11.21', 'nightly-2026-11-21', { tag: 'nightly-*' }), true)
  assert.equal(belongs('1.0.0-alpha.3', 'nightly-1.0.0-alpha.3', { tag: 'nightly-*' }, 'prerelease'), true)
  assert.equal(belongs('1.0.0', 'v1.0.0', { tag: 'nightly-*' }), false)
  // With a pre-release part named as well, both must fit.
  assert.equal(belongs('1.0.0-rc.1', 'server-1.0.0-rc.1', { tag: 'server-*', prerelease: 'rc' }), true)
  assert.equal(belongs('1.0.0-beta.1', 'server-1.0.0-beta.1', { tag: 'server-*', prerelease: 'rc' }), false)
  assert.equal(belongs('1.0.0-rc.1', 'v1.0.0-rc.1', { prerelease: 'rc' }), true)
})

test('stable stays without pre-releases, whatever its tags look like', () => {
  const stable: ChannelRule = { ...channelCalled('stable'), tag: 'server-*' }
  assert.equal(belongsTo({ version: parseVersion('1.0.0'), tag: 'server-1.0.0', mark: 'none' }, stable), true)
  assert.equal(belongsTo({ version: parseVersion('1.0.0-rc.1'), tag: 'server-1.0.0-rc.1', mark: 'none' }, stable), false)
  assert.equal(belongsTo({ version: parseVersion('1.0.0'), tag: 'server-1.0.0', mark: 'prerelease' }, stable), false)
  assert.equal(belongsTo({ version: parseVersion('1.0.0'), tag: 'v1.0.0', mark: 'none' }, stable), false)
})
