import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose, listingIn, newestComplete, type Wish } from '../../../../../src/drivers/sources/forges/forge-choice.ts'
import type { ForgeRelease } from '../../../../../src/drivers/sources/forges/forge.ts'
import { parseVersion } from '../../../../../src/release/version.ts'
import { throwsFailure } from '../../../../support/throws.ts'

const wish: Wish = { artifact: 'jaco-{tag}-{os}-{arch}.tar.gz', tags: '{tag}', architecture: 'amd64' }
const asset = (name: string): ForgeRelease['assets'][number] => ({ name, ref: '' })
const posted = (tag: string, more: Partial<ForgeRelease> = {}): ForgeRelease => ({ tag, state: 'published', mark: 'none', publishedAtMs: 0, assets: [asset(`jaco-${tag}-linux-amd64.tar.gz`)], ...more })
const newest = (releases: readonly ForgeRelease[], channel: string | null = null): string | undefined => newestComplete(releases, channel, wish)?.chosen.version

test('J40 neither the first nor the last that is listed, but the newest that is meant for everybody', () => {
  assert.equal(newest([posted('v1.9.0'), posted('v1.10.0'), posted('v1.2.0'), posted('v9.0.0', { state: 'draft' }), posted('v8.0.0', { mark: 'prerelease' }), posted('v7.0.0-rc.1')]), '1.10.0')
})

test('P9 what the forge marks as a pre-release is for those who follow a channel', () => {
  const list = [posted('v1.0.0'), posted('v1.1.0', { mark: 'prerelease' }), posted('v1.2.0-rc.1', { mark: 'prerelease' })]
  assert.deepEqual([newest(list), newest(list, 'stable'), newest(list, 'beta'), newest(list, 'rc')], ['1.0.0', '1.0.0', '1.1.0', '1.2.0-rc.1'])
})

test('no more than three are told of that were passed over', () => {
  const list = [...Array.from({ length: 9 }, (_, index) => posted(`v2.0.${index}`, { assets: [] })), posted('v1.0.0')]
  assert.deepEqual([newestComplete(list, null, wish)?.chosen.version, newestComplete(list, null, wish)?.remarks.length], ['1.0.0', 3])
})

test('the failure is of the newest', () => {
  throwsFailure('UNAVAILABLE', /'v1\.1\.0' has no file 'jaco-v1\.1\.0-linux-amd64\.tar\.gz'/, () => newest([posted('v1.0.0', { assets: [] }), posted('v1.1.0', { assets: [asset('jaco-v1.1.0-linux-arm64.tar.gz')] })]))
  assert.equal(newest([]), undefined)
})

test('P10 J20 every spelling of tag and processor, likeliest first', () => {
  const version = parseVersion('1.0.0')
  for (const name of ['jaco-v1.0.0-linux-amd64.tar.gz', 'jaco-1.0.0-linux-x86_64.tar.gz', 'jaco-v1.0.0-linux-x64.tar.gz']) assert.equal(choose(posted('v1.0.0', { assets: [asset(name)] }), version, wish)?.artifact, name)
  for (const name of ['jaco-v1.0.0-linux-arm64.tar.gz', 'jaco-v1.0.1-linux-amd64.tar.gz', 'jaco-v1.0.0-linux-amd64.tar.gz.sig', 'xjaco-v1.0.0-linux-amd64.tar.gz']) assert.equal(choose(posted('v1.0.0', { assets: [asset(name)] }), version, wish), null, name)
  assert.equal(choose(posted('v1.0.0', { assets: ['x64', 'amd64'].map((arch) => asset(`jaco-v1.0.0-linux-${arch}.tar.gz`)) }), version, wish)?.artifact, 'jaco-v1.0.0-linux-amd64.tar.gz')
})

test('J08 an order that does not depend on how they are listed', () => {
  const two = [posted('v1.0.0', { publishedAtMs: 5 }), posted('1.0.0', { publishedAtMs: 5, assets: [asset('jaco-1.0.0-linux-amd64.tar.gz')] })]
  for (const list of [two, two.toReversed()]) assert.equal(newestComplete(list, null, wish)?.chosen.release.tag, 'v1.0.0')
})

test('all that is listed, of every channel; no draft, no other program\'s tag', () => {
  const { releases, tops } = listingIn([posted('v1.0.0', { publishedAtMs: 7 }), posted('v1.1.0', { mark: 'prerelease' }), posted('v1.2.0-rc.1'), posted('v1.3.0', { assets: [] }), posted('v9.0.0', { state: 'draft' }), posted('other-v8.0.0')], wish)
  assert.deepEqual(releases.map(({ version, mark }) => [version, mark]), [['1.3.0', 'none'], ['1.2.0-rc.1', 'none'], ['1.1.0', 'prerelease'], ['1.0.0', 'none']])
  assert.deepEqual([releases[0]?.unusable, releases[3]?.unusable, releases[3]?.publishedAtMs, tops], ["release 'v1.3.0' has no file 'jaco-v1.3.0-linux-amd64.tar.gz'", null, 7, {}])
})
