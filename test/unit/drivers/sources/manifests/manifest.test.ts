import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import type { SourceTools } from '../../../../../src/drivers/sources/driver.ts'
import { manifest } from '../../../../../src/drivers/sources/manifests/manifest.ts'
import { formatManifest, type Manifest } from '../../../../../src/formats/manifest/manifest.ts'
import { parseArtifactName } from '../../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../../src/release/version.ts'
import type { Offer, Source, Wanted } from '../../../../../src/upgrade/ports.ts'
import { sourceContract } from '../../../../contract/source.ts'
import { aManifestServer, fileAt, listed, plainManifest } from '../../../../support/a-manifest.ts'
import { aServer } from '../../../../support/hostile-server.ts'
import { aMemory, knownSecrets, sourceTools } from '../../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'

const never = new AbortController().signal
const start = { fromByte: 0, validator: null }
const newest: Wanted = { version: null, channel: null }
const exactly = (text: string): Wanted => ({ version: parseVersion(text), channel: null })
const sourceAt = (url: string, settings: object = {}, tools: Partial<SourceTools> = {}): Source => manifest.make({ kind: 'manifest', url, ...settings }, sourceTools(tools))

sourceContract('manifest', async (t, releases) => {
  const server = await aManifestServer(t, {
    latestStable: 'v1.3.0',
    releases: releases.map(({ version, artifact, served }) => ({ ...listed(`v${version}`), artifacts: [{ ...fileAt(`v${version}/${artifact}`), os: 'linux', arch: 'x86_64' }], sidecars: [...served.keys()].filter((name) => name !== artifact).map((name) => fileAt(`v${version}/${name}`)) })),
  })
  for (const { version, served } of releases) for (const [name, bytes] of served) server.files.set(`v${version}/${name}`, bytes)
  return { source: sourceAt(server.url), replace: (name, bytes) => { for (const path of server.files.keys()) if (path.endsWith(`/${name}`)) server.files.set(path, bytes) } }
})

test('a check that finds nothing new is one conditional request', async (t) => {
  const server = await aManifestServer(t, { releases: [listed('v1.0.0')] })
  const source = sourceAt(server.url)
  const offer = await source.find(newest, never)
  assert.deepEqual(await source.find(newest, never), offer)
  assert.deepEqual(server.statuses, [200, 304])
  server.text = formatManifest({ ...plainManifest, releases: [listed('v1.1.0')] })
  assert.equal((await source.find(newest, never))?.version, '1.1.0')
})

test('what was remembered and cannot be read is asked for again', async (t) => {
  const memory = aMemory()
  const server = await aManifestServer(t, { releases: [listed('v1.0.0')] })
  memory.kept.set(server.url, { validator: '"x"', bytes: Buffer.from('{"schema_version":1,') })
  assert.equal((await sourceAt(server.url, {}, { memory }).find(newest, never))?.version, '1.0.0')
  assert.equal(server.requests[0]?.headers['if-none-match'], undefined)
})

test("banger's manifest: three addresses, for one machine", async (t) => {
  const path = 'v0.1.5/banger-v0.1.5-linux-amd64.tar.gz'
  const server = await aManifestServer(t, '{}')
  server.text = JSON.stringify({ schema_version: 1, latest_stable: 'v0.1.5', releases: [{ version: 'v0.1.5', tarball_url: `${server.origin}/dl/${path}`, sha256sums_url: `${server.origin}/dl/v0.1.5/SHA256SUMS`, sha256sums_sig_url: 'v0.1.5/SHA256SUMS.sig' }] })
  for (const name of [path, 'v0.1.5/SHA256SUMS', 'v0.1.5/SHA256SUMS.sig']) server.files.set(name, Buffer.from(name))
  const source = sourceAt(server.url)
  const offer = await source.find(newest, never)
  assert.deepEqual(offer, { version: '0.1.5', artifact: 'banger-v0.1.5-linux-amd64.tar.gz', origin: `${server.origin}/dl/${path}` })
  const signature = await source.open(offer, parseArtifactName('SHA256SUMS.sig'), start, never)
  assert.equal(signature?.sizeBytes, 21)
  await signature?.close()
  await rejectsWithFailure('UNAVAILABLE', /no archive for this machine \(linux, arm64\)/, sourceAt(server.url, {}, { architecture: 'arm64' }).find(newest, never))
})

test('an empty signature address is no signature: nobody can believe such a release', async (t) => {
  const server = await aManifestServer(t, JSON.stringify({ schema_version: 1, releases: [{ version: 'v1.0.0', tarball_url: 'a-v1.0.0-linux-amd64.tar.gz', sha256sums_url: 'SHA256SUMS', sha256sums_sig_url: '' }] }))
  const source = sourceAt(server.url)
  assert.equal(await source.open(await source.find(newest, never) as Offer, parseArtifactName('SHA256SUMS.sig'), start, never), null)
})

test('a file that is listed and is not there is null, as beside any archive', async (t) => {
  const server = await aManifestServer(t, { releases: [listed('v1.0.0')] })
  const source = sourceAt(server.url)
  assert.equal(await source.open(await source.find(newest, never) as Offer, parseArtifactName('SHA256SUMS'), start, never), null)
})

test('another process, which has found nothing itself, opens the same', async (t) => {
  const server = await aManifestServer(t, { releases: [listed('v1.0.0')] })
  server.files.set('v1.0.0/SHA256SUMS', Buffer.from('sums'))
  const offer = await sourceAt(server.url).find(newest, never) as Offer
  await (await sourceAt(server.url).open(offer, parseArtifactName('SHA256SUMS'), start, never))?.close()
  assert.equal(server.asked.at(-1), '/dl/v1.0.0/SHA256SUMS')
  server.text = formatManifest(plainManifest)
  await rejectsWithFailure('UNAVAILABLE', /not offered any more/, sourceAt(server.url).open(offer, offer.artifact, start, never))
})

test('a manifest that is not there, too large, a web page, or refused is told', async (t) => {
  const at = async (status: number, type: string, body: string, tools: Partial<SourceTools> = {}): Promise<unknown> =>
    sourceAt(`${(await aServer(t, (_, response) => response.writeHead(status, { 'content-type': type }).end(body))).origin}/manifest.json`, {}, tools).find(newest, never)
  await rejectsWithFailure('UNAVAILABLE', /does not exist/, at(404, 'text/plain', ''))
  await rejectsWithFailure('UNAVAILABLE', /does not answer everybody/, at(403, 'text/plain', ''))
  await rejectsWithFailure('PROTOCOL', /web page/, at(200, 'text/html', 'Sign in'))
  await rejectsWithFailure('DATA', /larger than 1048576/, at(200, 'application/json', ' '.repeat(2 ** 20 + 1)))
  await rejectsWithFailure('DATA', /larger than 10 bytes/, at(200, 'application/json', '{"schema_version":1}', { manifestBytesMax: 10 }))
  await rejectsWithFailure('REFUSED', /schema version 2/, at(200, 'application/json', '{"schema_version":2}'))
})

test('a token goes to the manifest and to what lies beside it, and nowhere else', async (t) => {
  const elsewhere = await aServer(t, (_, response) => response.end('bytes'))
  const server = await aManifestServer(t, '{}')
  server.text = formatManifest({ ...plainManifest, releases: [{ ...listed('v1.0.0'), sidecars: [fileAt('SHA256SUMS'), fileAt(`${elsewhere.origin}/far`)] }] } satisfies Manifest)
  server.files.set('SHA256SUMS', Buffer.from('sums'))
  const source = sourceAt(server.url, { token: 'dl', downloads: [elsewhere.origin] }, { secrets: knownSecrets({ dl: 'hunter2' }) })
  const offer = await source.find(newest, never) as Offer
  for (const name of ['SHA256SUMS', 'far']) await (await source.open(offer, parseArtifactName(name), start, never))?.close()
  assert.deepEqual(server.requests.map((one) => one.headers.authorization), ['Bearer hunter2', 'Bearer hunter2'])
  assert.deepEqual(elsewhere.requests.map((one) => one.headers.authorization), [undefined])
})

test('an exact version, by its own entry', async (t) => {
  const server = await aManifestServer(t, { latestStable: 'v1.0.0', releases: [listed('v1.0.0'), listed('1.1.0-rc.1')] })
  const source = sourceAt(server.url)
  assert.deepEqual([(await source.find(exactly('1.1.0-rc.1'), never))?.version, await source.find(exactly('2.0.0'), never)], ['1.1.0-rc.1', null])
})

test('settings: what can never work is found beforehand', () => {
  const says = (settings: object): string => v.safeParse(manifest.schema, { kind: 'manifest', url: 'https://example.org/manifest.json', ...settings }).issues?.[0].message ?? 'good'
  assert.equal(says({ artifact: 'app-{arch}', product: 'app', downloads: ['https://cdn.example.org', 'https://cdn.example.org:8443'], token: 'dl-token', http: 'allowed' }), 'good')
  assert.match(says({ url: 'https://user:pw@example.org/manifest.json' }), /credentials/)
  for (const token of ['ghp secret', 'ghp_AbCdEf', '']) assert.match(says({ token }), /name of a secret/)
  for (const wrong of ['https://cdn.example.org/', 'https://cdn.example.org/x', 'cdn.example.org', 'ftp://cdn.example.org', 'https://CDN.example.org']) assert.match(says({ downloads: [wrong] }), /beginning of an address/, wrong)
})
