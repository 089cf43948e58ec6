import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { sealed } from '../../../../src/drivers/trust/seal.ts'
import { acquire } from '../../../../src/upgrade/acquire/acquire.ts'
import type { Source, Trust, Wanted } from '../../../../src/upgrade/ports.ts'
import { readAcquired } from '../../../../src/upgrade/acquire/shelf.ts'
import { aDirectory, aSmallDisk } from '../../../support/a-directory.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aProgram, aRelease, aTar, publish, sha256Of, type SignedRelease } from '../../../support/a-release.ts'
import { aShelf, type ShelfBed } from '../../../support/a-shelf.ts'
import { textOf } from '../../../support/artifact-looks.ts'
import { aServer, serving, type TestServer } from '../../../support/hostile-server.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const wanted: Wanted = { version: parseVersion('1.2.3'), channel: null }
const big = aRelease({ members: { jaco: Buffer.concat([aProgram('jaco'), randomish(300_000)]), jacod: aProgram('jacod') } })

/** Bytes that do not compress, the same every time. */
function randomish(length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) => Buffer.from(sha256Of(Buffer.from(String(index))), 'hex'))
  return Buffer.concat(blocks).subarray(0, length)
}

async function serve(t: TestContext, release: SignedRelease, options: Parameters<typeof serving>[1] = {}): Promise<{ readonly server: TestServer; readonly bed: ShelfBed }> {
  const server = await aServer(t, serving(release.served, options))
  return { server, bed: aShelf(t, { kind: 'url', url: `${server.origin}/jaco-{tag}-linux-{arch}.tar.gz` }) }
}
const shelfOf = (bed: ShelfBed): readonly string[] => readdirSync(bed.acquire.shelf).toSorted()
const downloadsOf = (bed: ShelfBed): readonly string[] => (existsSync(join(bed.acquire.cache, 'downloads')) ? readdirSync(join(bed.acquire.cache, 'downloads')) : [])

test('find, fetch, verify, read through, shelve: the release lies on the shelf, and nothing else does', async (t) => {
  const release = aRelease()
  const { server, bed } = await serve(t, release)
  const record = await acquire(wanted, bed.acquire, never) ?? assert.fail('nothing was acquired')
  assert.equal(record.sha256, release.sha256)
  assert.deepEqual(shelfOf(bed), [release.sha256, 'acquired.json'].toSorted())
  assert.deepEqual(readdirSync(join(bed.acquire.shelf, release.sha256)), ['artifact', 'offer.json', 'sidecar.SHA256SUMS', 'sidecar.SHA256SUMS.minisig'])
  assert.deepEqual(readFileSync(join(bed.acquire.shelf, release.sha256, 'artifact')), release.bytes)
  assert.deepEqual(downloadsOf(bed), [])
  assert.deepEqual(await readAcquired(bed.acquire.disk, bed.acquire.shelf, wanted), { version: '1.2.3', sha256: release.sha256 })
  assert.deepEqual(server.asked.map((path) => path.split('/').at(-1)), [release.artifact, 'SHA256SUMS', 'SHA256SUMS.minisig', release.artifact])
  assert.deepEqual([...new Set(bed.events.map((event) => event.kind))], ['found', 'fetching', 'verified', 'shelved'])
})

test('what is on the shelf can be read by the half that uses it, whatever the umask', async (t) => {
  const before = process.umask(0o077)
  t.after(() => process.umask(before))
  const release = aRelease()
  const { bed } = await serve(t, release)
  await acquire(wanted, bed.acquire, never)
  const entry = join(bed.acquire.shelf, release.sha256)
  for (const name of readdirSync(entry)) assert.equal(statSync(join(entry, name)).mode & 0o777, 0o644, name)
  for (const path of [entry, bed.acquire.shelf]) assert.equal(statSync(path).mode & 0o777, 0o775)
})

test('acquired twice, it is fetched once', async (t) => {
  const release = aRelease()
  const { server, bed } = await serve(t, release)
  await acquire(wanted, bed.acquire, never)
  const before = server.asked.length
  assert.equal((await acquire(wanted, bed.acquire, never))?.sha256, release.sha256)
  assert.equal(server.asked.length, before + 1, 'only asked whether it is still there')
})

test('existence is no proof: a shelf entry that was changed is fetched again', async (t) => {
  const release = aRelease()
  for (const name of ['artifact', 'sidecar.SHA256SUMS', 'sidecar.SHA256SUMS.minisig', 'offer.json']) {
    const { bed } = await serve(t, release)
    await acquire(wanted, bed.acquire, never)
    const path = join(bed.acquire.shelf, release.sha256, name)
    appendFileSync(path, 'x')
    assert.equal((await acquire(wanted, bed.acquire, never))?.sha256, release.sha256)
    assert.equal(readFileSync(path).at(-1) === 'x'.charCodeAt(0) && name !== 'artifact', false, name)
    assert.deepEqual(readFileSync(join(bed.acquire.shelf, release.sha256, 'artifact')), release.bytes)
  }
})

test('V9 a release without a signature is REFUSED, and its archive is not fetched', async (t) => {
  const release = aRelease()
  const served = new Map([...release.served].filter(([name]) => name !== 'SHA256SUMS.minisig'))
  const { server, bed } = await serve(t, { ...release, served })
  await rejectsWithFailure('REFUSED', /there is no 'SHA256SUMS\.minisig' beside/, acquire(wanted, bed.acquire, never))
  assert.equal(server.asked.filter((path) => path.endsWith('.tar.gz')).length, 1, 'only asked whether it is there')
})

test('V12 V18 D6 a changed archive is TAMPERED, and nothing of it stays', async (t) => {
  const release = aRelease()
  const bytes = Buffer.from(release.bytes)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  const { bed } = await serve(t, { ...release, served: new Map([...release.served, [release.artifact, bytes]]) })
  await rejectsWithFailure('TAMPERED', /is not what its publisher signed/, acquire(wanted, bed.acquire, never))
  assert.deepEqual([shelfOf(bed), downloadsOf(bed)], [[], []])
})

test('a stranger’s key is TAMPERED', async (t) => {
  const { bed } = await serve(t, aRelease({ signer: aMinisignSigner(7) }))
  await rejectsWithFailure('TAMPERED', /not trusted/, acquire(wanted, bed.acquire, never))
})

test('an older signed release under a newer name is REFUSED (TUF: rollback, freeze)', async (t) => {
  const old = aRelease({ version: '1.0.0' })
  const renamed = new Map([...old.served, ['jaco-v1.2.3-linux-amd64.tar.gz', old.bytes] as const])
  const { bed } = await serve(t, { ...old, served: renamed })
  await rejectsWithFailure('REFUSED', /does not list 'jaco-v1\.2\.3/, acquire(wanted, bed.acquire, never))
})

const badArchives: readonly (readonly [string, Buffer, RegExp])[] = [
  ['no gzip at all', Buffer.from('<html>'), /not a gzip file/],
  ['a second gzip member', Buffer.concat([gzipSync(aTar({ jaco: aProgram('a'), jacod: aProgram('b') }, '')), gzipSync('x')]), /behind the end/],
  ['no jacod', gzipSync(aTar({ jaco: aProgram('jaco') }, 'top/')), /no file 'top\/jacod'/],
  ['an empty jacod', gzipSync(aTar({ jaco: aProgram('jaco'), jacod: Buffer.alloc(0) }, '')), /empty/],
  ['a jacod for arm64', gzipSync(aTar({ jaco: aProgram('jaco'), jacod: aProgram('jacod', 'arm64') }, '')), /for arm64, this machine is amd64/],
]
for (const [name, bytes, message] of badArchives) {
  test(`V18 a signed archive with ${name} is found by the harmless half, and nothing of it stays`, async (t) => {
    const { bed } = await serve(t, aRelease({ bytes }))
    await rejectsWithFailure('DATA', message, acquire(wanted, bed.acquire, never))
    assert.deepEqual([shelfOf(bed), downloadsOf(bed)], [[], []])
  })
}

test('P3 a version that does not exist is UNAVAILABLE, and named', async (t) => {
  const { bed } = await serve(t, aRelease())
  await rejectsWithFailure('UNAVAILABLE', /no release 9\.9\.9/, acquire({ version: parseVersion('9.9.9'), channel: null }, bed.acquire, never))
})

test('a source that offers another version than the one asked for is REFUSED', async (t) => {
  const release = aRelease()
  const source: Source = { find: async () => ({ version: parseVersion('1.2.2'), artifact: release.artifact, origin: 'x' }), open: async () => null }
  await rejectsWithFailure('REFUSED', /1\.2\.3 was asked for, 1\.2\.2 was offered/, acquire(wanted, aShelf(t, source).acquire, never))
})

for (const cutAfter of [[1], [150_000], [100, 200_000, 50_000]]) {
  test(`F12 a download that is cut after ${cutAfter.join(', ')} bytes goes on from there`, async (t) => {
    // The first answer is only looked at by `find`.
    const { server, bed } = await serve(t, big, { cutAfter: [1e9, ...cutAfter] })
    assert.equal((await acquire(wanted, bed.acquire, never))?.sha256, big.sha256)
    // The client's last buffer dies with the connection, so a cut after a few bytes may have brought none.
    const ranges = server.requests.filter((request) => request.headers.range !== undefined).length
    assert.ok(ranges >= cutAfter.filter((bytes) => bytes > 100_000).length && ranges <= cutAfter.length, `${ranges} ranges`)
  })
}

test('F12 a run that died goes on where it stopped, by what lies on the disk', async (t) => {
  const { server, bed } = await serve(t, big, { cutAfter: [1e9, 200_000, 0, 0, 0] })
  await rejectsWithFailure('IO', /cut off/, acquire(wanted, bed.acquire, never))
  assert.equal(downloadsOf(bed).length, 2, 'the beginning and its validator')
  assert.equal((await acquire(wanted, bed.acquire, never))?.sha256, big.sha256)
  assert.match(server.requests.at(-1)?.headers.range ?? '', /^bytes=\d{5,6}-$/)
  assert.deepEqual(downloadsOf(bed), [])
})

test('a beginning that a power cut turned to garbage is fetched again, not called tampered with', async (t) => {
  const { bed } = await serve(t, big, { cutAfter: [1e9, 200_000, 0, 0, 0] })
  await rejectsWithFailure('IO', /cut off/, acquire(wanted, bed.acquire, never))
  const path = join(bed.acquire.cache, 'downloads', downloadsOf(bed).find((name) => name.endsWith('.partial')) ?? '')
  writeFileSync(path, Buffer.alloc(statSync(path).size))
  assert.equal((await acquire(wanted, bed.acquire, never))?.sha256, big.sha256)
  assert.ok(bed.events.some((event) => event.kind === 'note' && event.text.includes('again from the start')))
})

test('F16 a release that changed under its name is fetched from the start', async (t) => {
  let etag = '"v1"'
  const { server, bed } = await serve(t, big, { cutAfter: [1e9, 200_000, 0, 0, 0], etag: () => etag })
  await rejectsWithFailure('IO', /cut off/, acquire(wanted, bed.acquire, never))
  etag = '"v2"'
  assert.equal((await acquire(wanted, bed.acquire, never))?.sha256, big.sha256)
  assert.equal(server.requests.at(-1)?.headers['if-range'], '"v1"')
})

test('F12 without a strong validator nothing is resumed', async (t) => {
  const { server, bed } = await serve(t, big, { cutAfter: [1e9, 200_000], etag: () => null })
  assert.equal((await acquire(wanted, bed.acquire, never))?.sha256, big.sha256)
  assert.ok(server.requests.every((request) => request.headers.range === undefined))
})

test('D1 more than the limit is REFUSED by its promise alone; D2 and by its bytes when nothing was promised', async (t) => {
  const { bed } = await serve(t, big)
  const limited = { ...bed.acquire, artifactBytesMax: 100_000 }
  await rejectsWithFailure('REFUSED', /larger than 100000 bytes/, acquire(wanted, limited, never))
  const chunked = await aServer(t, (request, response) => {
    const body = big.served.get((request.url ?? '').slice(1)) ?? Buffer.alloc(0)
    response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(body)
  })
  const endless = aShelf(t, { kind: 'url', url: `${chunked.origin}/jaco-{tag}-linux-{arch}.tar.gz` })
  await rejectsWithFailure('REFUSED', /larger than 100000 bytes/, acquire(wanted, { ...endless.acquire, artifactBytesMax: 100_000 }, never))
  assert.deepEqual([downloadsOf(bed), downloadsOf(endless)], [[], []])
  assert.equal((await acquire(wanted, { ...endless.acquire, artifactBytesMax: big.bytes.length }, never))?.sha256, big.sha256)
})

test('F15 no promised size and an early end: the digest sees it', async (t) => {
  const server = await aServer(t, (request, response) => {
    const body = big.served.get((request.url ?? '').slice(1)) ?? Buffer.alloc(0)
    response.writeHead(200, { connection: 'close' })
    response.useChunkedEncodingByDefault = false
    response.end(body.length > 4096 ? body.subarray(0, 1000) : body)
  })
  const bed = aShelf(t, { kind: 'url', url: `${server.origin}/jaco-{tag}-linux-{arch}.tar.gz` })
  await rejectsWithFailure('TAMPERED', /not what its publisher signed/, acquire(wanted, bed.acquire, never))
  assert.deepEqual(downloadsOf(bed), [])
})

test('R13 F13 D5 the total deadline ends a download, and keeps what came', async (t) => {
  const server = await aServer(t, (request, response) => {
    const body = big.served.get((request.url ?? '').slice(1)) ?? Buffer.alloc(0)
    response.writeHead(200, { etag: '"v1"', 'content-length': body.length })
    if (body.length < 4096) return void response.end(body)
    response.write(body.subarray(0, 1000))
  })
  const bed = aShelf(t, { kind: 'url', url: `${server.origin}/jaco-{tag}-linux-{arch}.tar.gz` })
  const given = new AbortController()
  const acquiring = acquire(wanted, { ...bed.acquire, tell: (event) => { if (event.kind === 'fetching') given.abort(new Error('deadline')) } }, given.signal)
  await rejectsWithFailure('IO', /given up/, acquiring)
  assert.equal(downloadsOf(bed).length, 2)
})

test('F01 a full disk is CANT_CREATE, before the first byte when the size is known, and leaves no beginning', async (t) => {
  const server = await aServer(t, (request, response) => {
    const body = big.served.get((request.url ?? '').slice(1)) ?? Buffer.alloc(0)
    response.writeHead(200, request.headers['user-agent'] === 'x' ? {} : { etag: '"v1"' }).end(body)
  })
  const small = aSmallDisk(t, 'size=200k')
  const chunked = aShelf(t, { kind: 'url', url: `${server.origin}/jaco-{tag}-linux-{arch}.tar.gz` }, small)
  await rejectsWithFailure('CANT_CREATE', /cannot write to|are free/, acquire(wanted, chunked.acquire, never))
  assert.deepEqual(downloadsOf(chunked), [])
  const { bed } = await serve(t, big)
  const other = aSmallDisk(t, 'size=200k')
  const known = aShelf(t, bed.acquire.source, other)
  await rejectsWithFailure('CANT_CREATE', /but only [\d.]+ \w+ are free/, acquire(wanted, known.acquire, never))
})

test('two at once: the second is TEMPORARY, at once', async (t) => {
  const { bed } = await serve(t, aRelease())
  mkdirSync(bed.acquire.shelf, { recursive: true })
  const lock = await bed.acquire.locks.lock(join(bed.acquire.cache, 'acquire.lock'), 'other')
  await rejectsWithFailure('TEMPORARY', /another acquisition/, acquire(wanted, bed.acquire, never))
  assert.equal(lock.kind, 'held')
  if (lock.kind === 'held') await lock.release()
  await acquire(wanted, bed.acquire, never)
})

test('I7 the shelf keeps two releases and no leftovers', async (t) => {
  const releases = ['1.0.0', '1.1.0', '1.2.0'].map((version) => aRelease({ version }))
  const home = aDirectory(t)
  const bed = aShelf(t, { kind: 'directory', path: join(home, 'in'), artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }, home)
  mkdirSync(join(bed.acquire.shelf, `${'0'.repeat(64)}.partial`, 'd'), { recursive: true })
  for (const release of releases) {
    publish(release, join(home, 'in'))
    await acquire({ version: release.version, channel: null }, bed.acquire, never)
  }
  assert.deepEqual(shelfOf(bed), [...releases.slice(1).map((release) => release.sha256), 'acquired.json'].toSorted())
})

test('F36 a trust that never looked at the bytes, or vouches for others, is not believed', async (t) => {
  const { bed } = await serve(t, aRelease())
  const { trust } = bed.acquire
  const blind: Trust = { verify: (evidence) => trust.verify({ ...evidence, digest: async () => ({ sha256: aRelease().sha256, sizeBytes: 1 }) }) }
  const squinting: Trust = { verify: async (evidence) => { await evidence.digest(); return sealed({ ...await trust.verify(evidence), sha256: '0'.repeat(64) }) } }
  for (const wrong of [blind, squinting]) await rejectsWithFailure('TAMPERED', /nobody vouches/, acquire(wanted, { ...bed.acquire, trust: wrong }, never))
})

test('J03 older than the settings allow is REFUSED before anything is fetched', async (t) => {
  const { server, bed } = await serve(t, aRelease())
  await rejectsWithFailure('REFUSED', /1\.2\.3 is older than 1\.2\.4, the oldest that the settings allow/, acquire(wanted, { ...bed.acquire, minimumVersion: parseVersion('1.2.4') }, never))
  // The one request asks whether it is there.
  assert.equal(server.asked.length, 1)
  assert.equal((await acquire(wanted, { ...bed.acquire, minimumVersion: parseVersion('1.2.3') }, never))?.version, '1.2.3')
})

test('what a trust looked up is kept beside the sidecars, and given to the other half instead of being asked for again', async (t) => {
  const { bed } = await serve(t, aRelease())
  let asked = 0
  const looking: Trust = {
    verify: async (evidence) => {
      const lookUp = async (): Promise<Uint8Array> => { asked++; return Buffer.from('public fact') }
      assert.equal(Buffer.from(await evidence.lookedUp(parseArtifactName('fact'), 100, lookUp)).toString(), 'public fact')
      await rejectsWithFailure('DATA', /'big' is larger than 3 bytes/, evidence.lookedUp(parseArtifactName('big'), 3, async () => Buffer.from('1234')))
      await evidence.lookedUp(parseArtifactName('fact'), 100, lookUp)
      return bed.acquire.trust.verify(evidence)
    },
  }
  const record = await acquire(wanted, { ...bed.acquire, trust: looking }, never) ?? assert.fail('nothing was acquired')
  assert.deepEqual([asked, record.sidecars.includes(parseArtifactName('fact'))], [1, true])
  assert.equal(readFileSync(join(bed.acquire.shelf, record.sha256, 'sidecar.fact')).toString(), 'public fact')
})

test('a trust may read the artifact itself, as it was fetched', async (t) => {
  const release = aRelease()
  const { bed } = await serve(t, release)
  const reading: Trust = { verify: async (evidence) => { assert.equal(await textOf(evidence.content()), release.bytes.toString()); return bed.acquire.trust.verify(evidence) } }
  assert.equal((await acquire(wanted, { ...bed.acquire, trust: reading }, never))?.sha256, release.sha256)
})
