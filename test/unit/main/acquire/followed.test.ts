import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followed, nameOf } from '../../../../src/main/acquire/followed.ts'
import type { Settings } from '../../../../src/config/settings.ts'
import { channelCalled, type ChannelRule } from '../../../../src/release/channel.ts'

const nightly: ChannelRule = { name: 'nightly', prerelease: null, tag: 'nightly-*', manifest: null }
const following = (usual: ChannelRule): Pick<Settings, 'policy' | 'channels'> => ({ policy: { channel: usual }, channels: [nightly] } as unknown as Settings)

test('P8 what was asked for, else what the settings follow', () => {
  assert.deepEqual([followed(null, following(nightly)), followed('nightly', following(channelCalled('stable'))), followed('rc', following(nightly))], [nightly, nightly, channelCalled('rc')])
})

test('to a place that chooses by itself a channel is a name, and stable is the channel of everybody', () => {
  assert.deepEqual([nameOf(channelCalled('stable')), nameOf(nightly)], [null, 'nightly'])
})
