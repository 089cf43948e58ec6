import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as v from 'valibot'
import { directory } from '../../../../src/drivers/sources/directory.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import type { Source, Wanted } from '../../../../src/upgrade/ports.ts'
import { sourceContract } from '../../../contract/source.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aRelease, publish } from '../../../support/a-release.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }
const sourceAt = (path: string, artifact = 'jaco-{tag}-linux-{arch}.tar.gz'): Source =>
  directory.make({ kind: 'directory', path, artifact }, sourceTools())
const found = async (path: string, wanted: Wanted = newest): Promise<string | undefined> => (await sourceAt(path).find(wanted, never))?.artifact

function holding(path: string, ...names: readonly string[]): string {
  for (const name of names) writeFileSync(join(path, name), name)
  return path
}

sourceContract('directory', async (t, releases) => {
  const path = aDirectory(t)
  // The last release's list wins, as in any directory; what is read here is the first one's.
  for (const release of releases.toReversed()) publish(release, path)
  return { source: sourceAt(path), replace: (name, bytes) => writeFileSync(join(path, name), bytes) }
})

test('the newest is the newest by SemVer, for this machine, and no pre-release', async (t) => {
  const path = holding(aDirectory(t), 'jaco-v1.9.0-linux-amd64.tar.gz', 'jaco-v1.10.0-linux-amd64.tar.gz', 'jaco-v1.11.0-linux-arm64.tar.gz', 'jaco-v2.0.0-rc.1-linux-amd64.tar.gz', 'other-v9.0.0-linux-amd64.tar.gz', 'jaco-v9-linux-amd64.tar.gz')
  assert.equal(await found(path), 'jaco-v1.10.0-linux-amd64.tar.gz')
  assert.equal(await found(path, { version: null, channel: 'stable' }), 'jaco-v1.10.0-linux-amd64.tar.gz')
})

test('P9 a pre-release is taken by its channel or by its version, and is older than its final', async (t) => {
  const path = holding(aDirectory(t), 'jaco-v1.0.0-linux-amd64.tar.gz', 'jaco-v2.0.0-rc.1-linux-amd64.tar.gz', 'jaco-v2.0.0-beta.2-linux-amd64.tar.gz')
  assert.equal(await found(path, { version: null, channel: 'rc' }), 'jaco-v2.0.0-rc.1-linux-amd64.tar.gz')
  assert.equal(await found(path, { version: null, channel: 'beta' }), 'jaco-v2.0.0-beta.2-linux-amd64.tar.gz')
  assert.equal(await found(path, { version: parseVersion('2.0.0-rc.1'), channel: null }), 'jaco-v2.0.0-rc.1-linux-amd64.tar.gz')
  holding(path, 'jaco-v2.0.0-linux-amd64.tar.gz')
  assert.equal(await found(path, { version: null, channel: 'rc' }), 'jaco-v2.0.0-linux-amd64.tar.gz')
})

test('an empty directory has no release; a missing one is UNAVAILABLE', async (t) => {
  const path = aDirectory(t)
  assert.equal(await found(path), undefined)
  await rejectsWithFailure('UNAVAILABLE', /does not exist/, found(join(path, 'none')))
})

test('links are refused: the directory, and what lies in it', async (t) => {
  const path = aDirectory(t)
  mkdirSync(join(path, 'real'))
  symlinkSync('real', join(path, 'link'))
  await rejectsWithFailure('REFUSED', /no directory but a link/, found(join(path, 'link')))
  symlinkSync('/etc/passwd', join(path, 'real', 'jaco-v1.0.0-linux-amd64.tar.gz'))
  const source = sourceAt(join(path, 'real'))
  const offer = await source.find(newest, never)
  assert.ok(offer)
  await rejectsWithFailure('IO', /symbolic link/, source.open(offer, offer.artifact, { fromByte: 0, validator: null }, never))
})

test('a validator of a longer file cannot be resumed in a shorter one', async (t) => {
  const path = aDirectory(t)
  const release = aRelease()
  publish(release, path)
  const source = sourceAt(path)
  const offer = await source.find(newest, never)
  assert.ok(offer)
  const opened = await source.open(offer, offer.artifact, { fromByte: 0, validator: null }, never)
  await opened?.close()
  const beyond = await source.open(offer, offer.artifact, { fromByte: release.bytes.length + 1, validator: opened?.validator ?? null }, never)
  assert.equal(beyond?.fromByte, 0)
  await beyond?.close()
})

test('settings: a whole path, and a name that tells versions apart', () => {
  const says = (path: string, artifact: string): string => v.safeParse(directory.schema, { kind: 'directory', path, artifact }).issues?.[0].message ?? 'good'
  assert.equal(says('/srv/releases', 'app-{version}.tar.gz'), 'good')
  assert.match(says('releases', 'app-{version}.tar.gz'), /whole path/)
  assert.match(says('/srv/../etc', 'app-{version}.tar.gz'), /shortest form/)
  assert.match(says('/srv', 'app.tar.gz'), /must hold \{tag\} or \{version\}/)
  assert.match(says('/srv', '../app-{tag}.tar.gz'), /no slash/)
})
