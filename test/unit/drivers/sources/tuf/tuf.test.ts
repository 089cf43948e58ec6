import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import type { SourceTools } from '../../../../../src/drivers/sources/driver.ts'
import { tuf } from '../../../../../src/drivers/sources/tuf/tuf.ts'
import { isFailure } from '../../../../../src/errors.ts'
import { parseArtifactName } from '../../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../../src/release/version.ts'
import type { Source, Wanted } from '../../../../../src/upgrade/ports.ts'
import { sourceContract } from '../../../../contract/source.ts'
import { aRelease } from '../../../../support/a-release.ts'
import { aDelegation, momentIn, TufRepository, tufNowMs } from '../../../../support/a-tuf-repository.ts'
import { aTufServer, targetsOf, type TufServer } from '../../../../support/a-tuf-server.ts'
import { aMemory, sourceTools } from '../../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'

const never = new AbortController().signal
const start = { fromByte: 0, validator: null }
const newest: Wanted = { version: null, channel: null }
const exactly = (version: string): Wanted => ({ version: parseVersion(version), channel: null })
const clock = { nowMs: () => tufNowMs }
const artifact = 'jaco-{tag}-linux-{arch}.tar.gz'
const sourceOf = ({ metadata, targets, root }: TufServer, settings: object = {}, tools: Partial<SourceTools> = {}): Source => tuf.make({ kind: 'tuf', metadata, targets, root, artifact, ...settings }, sourceTools({ clock, ...tools }))
const bytes = Buffer.from('archive')
const named = (...versions: string[]): Record<string, { bytes: Buffer }> => Object.fromEntries(versions.map((version) => [`jaco-v${version}-linux-amd64.tar.gz`, { bytes }]))

sourceContract('tuf', async (t, releases) => {
  // Without hashes in its addresses, so that other bytes can lie under the same one.
  const repository = new TufRepository(targetsOf(releases, ({ version }) => `v${version}/`), false)
  const server = await aTufServer(t, repository)
  const inDirectories = { target: '{tag}/{artifact}' }
  const source = sourceOf(server, inDirectories)
  return {
    source: { list: (signal) => source.list?.(signal) ?? assert.fail('tuf lists'), find: (wanted, signal) => source.find(wanted, signal), open: (offer, name, resume, signal) => sourceOf(server, inDirectories).open(offer, name, resume, signal) },
    replace(name, changed) {
      repository.targets = Object.fromEntries(Object.entries(repository.targets).map(([path, target]) => [path, path.endsWith(`/${name}`) ? { bytes: changed } : target]))
      repository.publish()
    },
  }
})

test('the newest of the signed names, under its hash', async (t) => {
  const server = await aTufServer(t, new TufRepository({ ...named('1.2.3', '1.10.0', '2.0.0-rc.1'), 'jaco-v9.0.0-linux-arm64.tar.gz': { bytes }, 'README': { bytes } }))
  const source = sourceOf(server)
  const offer = await source.find(newest, never)
  assert.deepEqual([offer?.version, offer?.artifact], ['1.10.0', 'jaco-v1.10.0-linux-amd64.tar.gz'])
  assert.match(offer?.origin ?? '', /\/targets\/[0-9a-f]{64}\.jaco-v1\.10\.0-linux-amd64\.tar\.gz$/)
  assert.equal((await source.find({ version: null, channel: 'rc' }, never))?.version, '2.0.0-rc.1')
  assert.equal((await source.find(exactly('1.2.3'), never))?.version, '1.2.3')
  assert.equal(await source.find(exactly('9.0.0'), never), null)
})

test('releases in directories: path and version lead to each other, or they do not count', async (t) => {
  const server = await aTufServer(t, new TufRepository({ 'v1.2.3/jaco.tar.gz': { bytes }, 'v1.2.3/SHA256SUMS': { bytes: Buffer.from('sums') }, 'nightly/jaco.tar.gz': { bytes }, 'v2.0.0/other.tar.gz': { bytes }, '../v3.0.0/jaco.tar.gz': { bytes } }))
  const source = sourceOf(server, { artifact: 'jaco.tar.gz', target: '{tag}/{artifact}' })
  const offer = await source.find(newest, never)
  assert.equal(offer?.version, '1.2.3')
  const sums = await source.open(offer, parseArtifactName('SHA256SUMS'), start, never)
  assert.equal(sums?.sizeBytes, 4)
  await sums?.close()
  assert.equal(await source.open(offer, parseArtifactName('other.tar.gz'), start, never), null)
})

test('a delegated role speaks for its own names only, and what nobody may say is passed over', async (t) => {
  const repository = new TufRepository(named('1.0.0'))
  repository.delegations = [aDelegation('linux', ['jaco-v1.*'], named('1.2.3', '2.0.0'))]
  repository.publish()
  const offer = await sourceOf(await aTufServer(t, repository)).find(newest, never)
  assert.equal(offer?.version, '1.2.3')
  assert.match(offer.remarks?.join() ?? '', /jaco-v2\.0\.0-linux-amd64\.tar\.gz.* was passed over: no role/)
})

test('a target whose own version is another is passed over', async (t) => {
  const repository = new TufRepository({ ...named('1.2.3'), 'jaco-v3.0.0-linux-amd64.tar.gz': { bytes, custom: { version: '0.9.0' } } })
  const offer = await sourceOf(await aTufServer(t, repository)).find(newest, never)
  assert.equal(offer?.version, '1.2.3')
  assert.match(offer.remarks?.join() ?? '', /contradicts/)
})

test('a check that finds nothing new costs two requests, and an older state is REFUSED', async (t) => {
  const repository = new TufRepository(named('1.2.3'))
  const old = new Map(repository.files)
  repository.publish()
  const server = await aTufServer(t, repository)
  const memory = aMemory()
  await sourceOf(server, {}, { memory }).find(newest, never)
  const before = server.asked.length
  await sourceOf(server, {}, { memory }).find(newest, never)
  assert.deepEqual(server.asked.slice(before), ['/metadata/2.root.json', '/metadata/timestamp.json'])
  for (const [name, file] of old) repository.files.set(name, file)
  await rejectsWithFailure('REFUSED', /version 2 was seen here before/, sourceOf(server, {}, { memory }).find(newest, never))
  // What is damaged in this half's memory is forgotten; the other half has its own.
  for (const [name, kept] of memory.kept) memory.kept.set(name, { ...kept, bytes: Buffer.from('{') })
  assert.equal((await sourceOf(server, {}, { memory }).find(newest, never))?.version, '1.2.3')
})

test('offline grace then freeze alarm, through the network', async (t) => {
  const server = await aTufServer(t, new TufRepository(named('1.2.3')))
  const memory = aMemory()
  await sourceOf(server, {}, { memory }).find(newest, never)
  server.answer = 'none'
  // A connection that breaks, or one that cannot be made: neither is an alarm yet.
  await assert.rejects(sourceOf(server, {}, { memory }).find(newest, never), (thrown) => isFailure(thrown) && ['UNAVAILABLE', 'IO'].includes(thrown.code))
  await rejectsWithFailure('REFUSED', /nothing newer than metadata that expired/, sourceOf(server, {}, { memory, clock: { nowMs: () => Date.parse(momentIn(2)) } }).find(newest, never))
})

test('endless metadata and an over-long target end at what was signed', async (t) => {
  const repository = new TufRepository(named('1.2.3'), false)
  const source = sourceOf(await aTufServer(t, repository))
  const offer = await source.find(newest, never)
  assert.ok(offer)
  repository.targets = { [offer.artifact]: { bytes: Buffer.alloc(100_000) } }
  const opened = await source.open(offer, offer.artifact, start, never)
  assert.ok(opened)
  await rejectsWithFailure('TAMPERED', /is longer than its publisher signed/, (async () => { for await (const _ of opened.bytes); })())
  repository.files.set('timestamp.json', Buffer.alloc(17 * 1024, ' '))
  await rejectsWithFailure('DATA', /larger than 16384 bytes/, source.find(newest, never))
})

test('slow metadata: a connection on which nothing comes any more is dead, and nothing is concluded from it', async (t) => {
  const server = await aTufServer(t, new TufRepository(named('1.2.3')))
  server.answer = 'slow'
  await assert.rejects(sourceOf(server, {}, { stallMs: 100 }).find(newest, never), (thrown) => isFailure(thrown) && ['UNAVAILABLE', 'IO'].includes(thrown.code))
})

test('a root that is not there is CONFIG; settings that tell no release apart are refused', async (t) => {
  const server = await aTufServer(t, new TufRepository(named('1.2.3')))
  await rejectsWithFailure('CONFIG', /the first root '\/nowhere' does not exist/, sourceOf(server, { root: '/nowhere' }).find(newest, never))
  const faults = (settings: object): string => v.safeParse(tuf.schema, { kind: 'tuf', metadata: server.metadata, targets: server.targets, root: '/r', artifact, ...settings }).issues?.map((issue) => issue.message).join() ?? ''
  assert.equal(faults({}), '')
  assert.match(faults({ artifact: 'jaco.tar.gz' }), /how releases are told apart/)
  assert.match(faults({ target: '{tag}' }), /must end with \{artifact\}/)
  assert.match(faults({ target: '../{artifact}' }), /one of dots/)
  assert.match(faults({ target: '{x}/{artifact}' }), /placeholder/)
  assert.match(faults({ root: 'root.json' }), /whole path/)
})

test('releases of another app in the same repository are none of ours', async (t) => {
  const release = aRelease({ app: 'acme' })
  assert.equal(await sourceOf(await aTufServer(t, new TufRepository(targetsOf([release])))).find(newest, never), null)
})
