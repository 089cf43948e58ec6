import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { bundleSource } from '../../../../src/drivers/sources/bundle.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import type { Wanted } from '../../../../src/upgrade/ports.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }
const signed = ['SHA256SUMS', 'SHA256SUMS.minisig']
interface Bundle { readonly t: TestContext; readonly names: readonly string[]; readonly template: string | null; readonly called?: string; readonly wanted?: Wanted }

async function find({ t, names, template, called = 'release.bundle', wanted = newest }: Bundle): Promise<string | null> {
  const path = join(aDirectory(t), called)
  mkdirSync(path)
  for (const name of names) writeFileSync(join(path, name), name)
  const offer = await bundleSource({ path, template, app: 'jaco' }, sourceTools()).find(wanted, never)
  return offer === null ? null : `${offer.version} ${offer.artifact}`
}

test('the archive is called as the app file says, for this machine, whatever else lies there', async (t) => {
  const names = ['jaco-v1.2.3-linux-amd64.tar.gz', 'jaco-v1.2.3-linux-arm64.tar.gz', 'jaco-v9.9.9-darwin-amd64.tar.gz', ...signed]
  assert.equal(await find({ t, names, template: 'jaco-{tag}-linux-{arch}.tar.gz' }), '1.2.3 jaco-v1.2.3-linux-amd64.tar.gz')
})

test('a pre-release is found, whatever the channel: whether it may be taken is not for the source to say', async (t) => {
  const names = ['jaco-v2.0.0-rc.1-linux-amd64.tar.gz', ...signed]
  for (const wanted of [newest, { version: null, channel: 'stable' }, { version: parseVersion('2.0.0-rc.1'), channel: null }])
    assert.equal(await find({ t, names, template: 'jaco-{tag}-linux-{arch}.tar.gz', wanted }), '2.0.0-rc.1 jaco-v2.0.0-rc.1-linux-amd64.tar.gz')
})

test('where the name has no version, the one that is asked for counts, or the one in the bundle\'s name', async (t) => {
  const names = ['cmdop-linux-x64', 'cmdop-linux-arm64', ...signed]
  const template = 'cmdop-linux-{arch}'
  assert.equal(await find({ t, names, template, called: 'cmdop-v1.4.0.bundle' }), '1.4.0 cmdop-linux-x64')
  assert.equal(await find({ t, names, template, called: 'v1.4.0-rc.1.bundle' }), '1.4.0-rc.1 cmdop-linux-x64')
  assert.equal(await find({ t, names, template, wanted: { version: parseVersion('1.5.0'), channel: null } }), '1.5.0 cmdop-linux-x64')
  await rejectsWithFailure('REFUSED', /'release\.bundle' holds no release for this machine; it would be called 'cmdop-linux-\{arch\}'/, find({ t, names, template }))
})

test('where nobody says what it is called, the one file that looks like it', async (t) => {
  assert.equal(await find({ t, names: ['manifest.json', 'jaco_2.1.0_linux_amd64.tar.gz', 'jaco_2.1.0_linux_arm64.tar.gz', 'jaco_2.1.0_sbom.json', ...signed], template: null }), '2.1.0 jaco_2.1.0_linux_amd64.tar.gz')
  assert.equal(await find({ t, names: ['jaco-linux-amd64-2.0.0.bz2', 'release.json'], template: null }), '2.0.0 jaco-linux-amd64-2.0.0.bz2')
})

test('another version than the one that is asked for is not offered under its number', async (t) => {
  const wanted = { version: parseVersion('3.0.0'), channel: null }
  for (const template of ['jaco-{tag}-linux-{arch}.tar.gz', null])
    await rejectsWithFailure('REFUSED', /holds no release 3\.0\.0 for this machine/, find({ t, names: ['jaco-v1.2.3-linux-amd64.tar.gz', ...signed], template, wanted }))
})

test('files that are opened lie in the bundle; a link in its place is refused', async (t) => {
  const path = aDirectory(t)
  writeFileSync(join(path, 'jaco-v1.0.0.tar.gz'), 'archive')
  const source = bundleSource({ path, template: 'jaco-{tag}.tar.gz', app: 'jaco' }, sourceTools())
  const offer = await source.find(newest, never)
  assert.ok(offer !== null && offer.origin === join(path, 'jaco-v1.0.0.tar.gz'))
  const opened = await source.open(offer, offer.artifact, { fromByte: 0, validator: null }, never)
  assert.equal(opened?.sizeBytes, 7)
  await opened?.close()
  symlinkSync(path, `${path}-link`)
  await rejectsWithFailure('REFUSED', /is no directory but a link/, bundleSource({ path: `${path}-link`, template: null, app: 'jaco' }, sourceTools()).find(newest, never))
})
