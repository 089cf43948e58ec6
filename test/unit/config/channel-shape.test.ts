import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { channel } from '../../../src/config/channel-shape.ts'

test('a channel is its name, and what more is said', () => {
  assert.deepEqual(v.parse(channel, { name: 'edge' }), { name: 'edge', prerelease: null, tag: null, manifest: null })
  const all = { name: 'edge', prerelease: 'rc', tag: 'server-v*', manifest: 'Release Candidates' }
  assert.deepEqual(v.parse(channel, all), all)
})
test('globs are tags, and cost little', () => {
  const fits = (tag: string): boolean => v.safeParse(channel, { name: 'x', tag }).success
  for (const tag of ['nightly-*', '*', 'v?.*', 'release/2026-*', '@acme/server@*', 'a*b*c*d*']) assert.ok(fits(tag), tag)
  for (const tag of ['', '-x', 'a b', 'nightly-[0-9]', '{a,b}', 'a*b*c*d*e*', 'a'.repeat(101), '*/../*\n']) assert.ok(!fits(tag), tag)
})
test('a beginning of a pre-release is in lower case, because releases are compared so', () => {
  const fits = (prerelease: string): boolean => v.safeParse(channel, { name: 'x', prerelease }).success
  assert.deepEqual(['rc', 'rc.1', '0', 'nightly-2'].map(fits), [true, true, true, true])
  assert.deepEqual(['', 'RC', '-rc', 'rc 1', 'rc*'].map(fits), [false, false, false, false, false])
})
