import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import { clock } from '../../../../src/host/clock.ts'
import { disk } from '../../../../src/host/disk.ts'
import { files } from '../../../../src/host/files.ts'
import type { Files } from '../../../../src/host/types.ts'
import { fetchArtifact, type Fetched, type FetchTools } from '../../../../src/upgrade/acquire/fetch.ts'
import type { UpgradeEvent } from '../../../../src/upgrade/ports.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { anOffer, aSource, type Answer, type ScriptedSource } from '../../../support/a-source.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const whole = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251))
const cut = failure('IO', 'cable')
const first = (bytes: number): Answer => ({ bytes: whole.subarray(0, bytes), sizeBytes: whole.length, then: cut })
const rest = (fromByte: number): Answer => ({ bytes: whole.subarray(fromByte), fromByte })

interface Bed { readonly home: string; readonly source: ScriptedSource; readonly events: UpgradeEvent[]; readonly fetch: (more?: Partial<FetchTools>, signal?: AbortSignal) => Promise<Fetched> }
function bedOf(t: TestContext, answers: Parameters<typeof aSource>[0], home = aDirectory(t)): Bed {
  const source = aSource(answers)
  const events: UpgradeEvent[] = []
  const ownership = { mode: 0o644, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const tools: FetchTools = { source, disk, files, clock, ownership, artifactBytesMax: 20_000, stallMs: 60_000, tell: (event) => void events.push(event) }
  return { home, source, events, fetch: (more = {}, signal = new AbortController().signal) => fetchArtifact(anOffer, home, { ...tools, ...more }, signal) }
}

test('a whole file, its digest, and progress that ends with all of it', async (t) => {
  const { fetch, events, source } = bedOf(t, [{ bytes: whole }])
  const fetched = await fetch()
  assert.deepEqual([fetched.digest.sha256, fetched.digest.sizeBytes, fetched.resumedFromByte], [sha256Of(whole), whole.length, 0])
  assert.deepEqual(readFileSync(fetched.partial.path), whole)
  assert.match(fetched.partial.path, /jaco\.tar\.gz\.[0-9a-f]{12}\.partial$/)
  assert.deepEqual(events.at(-1), { kind: 'fetching', artifact: 'jaco.tar.gz', receivedBytes: whole.length, sizeBytes: whole.length })
  assert.equal(source.closed.times, 1)
})

test('F12 cut and resumed, within one run', async (t) => {
  const { fetch, source } = bedOf(t, [first(4000), rest(4000)])
  const fetched = await fetch()
  assert.deepEqual([fetched.digest.sha256, fetched.resumedFromByte], [sha256Of(whole), 4000])
  assert.deepEqual(source.asked[1], { fromByte: 4000, validator: '"v1"' })
  assert.equal(source.closed.times, 2)
})

test('F12 a complete file of a run that died is confirmed by its last byte', async (t) => {
  const home = aDirectory(t)
  await bedOf(t, [{ bytes: whole }], home).fetch()
  const { fetch, source } = bedOf(t, [rest(9999)], home)
  assert.equal((await fetch()).digest.sha256, sha256Of(whole))
  assert.deepEqual(source.asked, [{ fromByte: 9999, validator: '"v1"' }])
})

test('F16 a source that starts again is followed from the start', async (t) => {
  const { fetch } = bedOf(t, [first(4000), { bytes: whole, validator: '"v2"' }])
  const fetched = await fetch()
  assert.deepEqual([fetched.digest.sha256, fetched.resumedFromByte], [sha256Of(whole), 0])
})

test('F16 a source that goes on elsewhere is PROTOCOL', async (t) => {
  await rejectsWithFailure('PROTOCOL', /byte 3000 though 4000/, bedOf(t, [first(4000), rest(3000)]).fetch())
})

test('F12 three times without a byte is the end; what came before is kept', async (t) => {
  const { fetch, source, home } = bedOf(t, [first(4000), cut, cut, cut, { bytes: whole }])
  await rejectsWithFailure('IO', /cable/, fetch())
  assert.equal(source.asked.length, 4)
  assert.equal(readdirSync(home).length, 2)
})

test('a little at a time is progress, however often it is cut', async (t) => {
  const { fetch } = bedOf(t, [first(1000), ...[1, 2, 3, 4, 5].map((step) => ({ bytes: whole.subarray(step * 1000, (step + 1) * 1000), fromByte: step * 1000, sizeBytes: whole.length, then: cut })), rest(6000)])
  assert.equal((await fetch()).digest.sha256, sha256Of(whole))
})

test('F15 a promised size that does not come is IO', async (t) => {
  const short: Answer = { bytes: Buffer.alloc(0), sizeBytes: 5 }
  await rejectsWithFailure('IO', /ended after 0 of 5 bytes/, bedOf(t, [short, short, short]).fetch())
})

test('F14 D2 an endless body is stopped at the limit, and nothing stays', async (t) => {
  const { fetch, home } = bedOf(t, [{ bytes: Buffer.alloc(50_000), sizeBytes: null }])
  await rejectsWithFailure('REFUSED', /larger than 20000 bytes/, fetch())
  assert.deepEqual(readdirSync(home), [])
})

test('D1 a promise of too much is REFUSED before the first byte, and the answer is let go', async (t) => {
  const { fetch, source, home } = bedOf(t, [{ bytes: whole, sizeBytes: 20_001 }])
  await rejectsWithFailure('REFUSED', /larger than 20000 bytes/, fetch())
  assert.deepEqual([source.closed.times, readdirSync(home)], [1, []])
})

test('an artifact that is not there is UNAVAILABLE', async (t) => {
  await rejectsWithFailure('UNAVAILABLE', /'jaco\.tar\.gz' is not at memory:\/\/jaco/, bedOf(t, [null, null, null]).fetch())
})

test('F03 F04 a failing disk is not resumed: what it holds is lost', async (t) => {
  for (const broken of ['write', 'sync'] as const) {
    const { fetch, source, home } = bedOf(t, [{ bytes: whole }, { bytes: whole }])
    const failing: Files = { ...files, create: async (...args) => ({ ...await files.create(...args), [broken]: () => Promise.reject(failure('IO', 'EIO')) }) }
    await rejectsWithFailure('IO', /EIO/, fetch({ files: failing }))
    assert.equal(source.asked.length, 1)
    assert.deepEqual(readdirSync(home), [])
  }
})

test('F01 no room is said before the first byte', async (t) => {
  const full: Files = { ...files, space: async () => ({ freeBytes: 999, freeEntries: null }) }
  await rejectsWithFailure('CANT_CREATE', /has 9\.8 KiB, but only 999 B are free/, bedOf(t, [{ bytes: whole }]).fetch({ files: full }))
})

test('given up, it is not tried again', async (t) => {
  const { fetch, source } = bedOf(t, [first(4000), rest(4000)])
  await rejectsWithFailure('IO', /cable/, fetch({}, AbortSignal.abort()))
  assert.equal(source.asked.length, 1)
})

test('two origins never share a beginning', async (t) => {
  const home = aDirectory(t)
  await rejectsWithFailure('IO', /cable/, bedOf(t, [first(4000), cut, cut, cut], home).fetch())
  const source = aSource([{ bytes: whole }])
  const ownership = { mode: 0o644, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  await fetchArtifact({ ...anOffer, origin: 'memory://other' }, home, { source, disk, files, clock, ownership, artifactBytesMax: 20_000, stallMs: 60_000, tell: () => undefined }, new AbortController().signal)
  assert.deepEqual(source.asked, [{ fromByte: 0, validator: null }])
  assert.equal(readdirSync(home).filter((name) => name.endsWith('.partial')).length, 2)
  assert.ok(existsSync(home))
})
