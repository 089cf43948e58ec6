import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followed } from '../../../src/main/followed.ts'
import { channelCalled } from '../../../src/release/channel.ts'
import { parseVersion } from '../../../src/release/version.ts'

const newest = (channel: string | null, usual: string): string | null => followed({ version: null, channel }, { channel: channelCalled(usual) }).channel

test('P8 what was asked for, else what the settings follow; stable is the channel of everybody', () => {
  assert.deepEqual([newest(null, 'stable'), newest(null, 'beta'), newest('rc', 'beta'), newest('stable', 'beta')], [null, 'beta', 'rc', null])
})

test('an exact version is of no channel', () => {
  assert.deepEqual(followed({ version: parseVersion('1.2.3'), channel: null }, { channel: channelCalled('beta') }), { version: '1.2.3', channel: null })
})
