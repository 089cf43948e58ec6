import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import { url } from '../../../../src/drivers/sources/url.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import type { Source, Wanted } from '../../../../src/upgrade/ports.ts'
import { sourceContract } from '../../../contract/source.ts'
import { aRelease } from '../../../support/a-release.ts'
import { aServer, serving, type TestServer } from '../../../support/hostile-server.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }
const version = (text: string): Wanted => ({ version: parseVersion(text), channel: null })
const sourceAt = (address: string): Source => url.make({ kind: 'url', url: address }, sourceTools())

sourceContract('url', async (t, releases) => {
  const served = new Map<string, Buffer>(releases.flatMap((release) => [...release.served].map(([name, bytes]) => [`${release.version}/${name}`, bytes] as const)))
  let edition = 1
  const { origin } = await aServer(t, (request, response) => {
    const path = (request.url ?? '').slice(1)
    serving(new Map([[path.split('/').at(-1) ?? '', served.get(path)]].filter((entry): entry is [string, Buffer] => entry[1] !== undefined)), { etag: () => `"${edition}"` })(request, response)
  })
  return {
    source: sourceAt(`${origin}/{version}/jaco-{tag}-linux-{arch}.tar.gz`),
    replace(name, bytes) {
      edition++
      for (const path of served.keys()) if (path.endsWith(`/${name}`)) served.set(path, bytes)
    },
  }
}, 'fixed')

async function aMirror(t: TestContext, ...names: readonly string[]): Promise<TestServer> {
  return aServer(t, serving(new Map(names.map((name) => [name, Buffer.from(name)]))))
}

test('{tag} is tried with and without v, {arch} in every spelling', async (t) => {
  const { origin, asked } = await aMirror(t, 'app-1.2.3-x86_64.tar.gz')
  const offer = await sourceAt(`${origin}/app-{tag}-{arch}.tar.gz`).find(version('1.2.3'), never)
  assert.equal(offer?.artifact, 'app-1.2.3-x86_64.tar.gz')
  assert.deepEqual(asked.map((path) => path.slice(5, -7)), ['v1.2.3-amd64', 'v1.2.3-x86_64', 'v1.2.3-x64', '1.2.3-amd64', '1.2.3-x86_64'])
})

test('one address has one spelling: the tag of the directory is the tag of the file', async (t) => {
  const { origin, asked } = await aMirror(t)
  assert.equal(await sourceAt(`${origin}/{tag}/{arch}/app-{tag}-{arch}.tar.gz`).find(version('1.2.3'), never), null)
  assert.equal(asked.length, 6)
  for (const path of asked) assert.equal(new Set(path.match(/v?1\.2\.3/g)).size, 1, path)
})

test('V14 a query is part of the address, not of the name, and siblings keep it', async (t) => {
  const { origin, asked } = await aMirror(t, 'app-v1.2.3-linux-amd64.tar.gz', 'SHA256SUMS')
  const source = sourceAt(`${origin}/dl/app-v1.2.3-linux-amd64.tar.gz?token=s%2Fecret#x`)
  const offer = await source.find(newest, never)
  assert.deepEqual(offer, { version: '1.2.3', artifact: 'app-v1.2.3-linux-amd64.tar.gz', origin: `${origin}/dl/app-v1.2.3-linux-amd64.tar.gz` })
  await (await source.open(offer, parseArtifactName('SHA256SUMS'), { fromByte: 0, validator: null }, never))?.close()
  assert.equal(asked[1], '/dl/SHA256SUMS?token=s%2Fecret')
})

test('H24 an encoded slash cannot become part of a name', async (t) => {
  const { origin } = await aServer(t, (_, response) => response.end('x'))
  await rejectsWithFailure('DATA', /has a slash/, sourceAt(`${origin}/app-v1.2.3%2f..%2fevil.tar.gz`).find(newest, never))
})

test('a fixed address says its version, or is taken at the word of whoever asks', async (t) => {
  const { origin } = await aMirror(t, 'app-v1.2.3-linux-amd64.tar.gz', 'app-latest.tar.gz')
  const fixed = sourceAt(`${origin}/app-v1.2.3-linux-amd64.tar.gz`)
  assert.equal((await fixed.find(newest, never))?.version, '1.2.3')
  assert.equal(await fixed.find(version('1.2.4'), never), null)
  const latest = sourceAt(`${origin}/app-latest.tar.gz`)
  assert.equal((await latest.find(version('1.2.4'), never))?.version, '1.2.4')
  await rejectsWithFailure('CONFIG', /cannot tell which release is the newest/, latest.find(newest, never))
})

test('a template cannot tell what is newest, and says so', async () => {
  await rejectsWithFailure('CONFIG', /cannot tell which release is the newest/, sourceAt('https://example.org/{tag}/app-{arch}.tar.gz').find(newest, never))
})

test('a server in trouble is UNAVAILABLE, never "there is no such release"', async (t) => {
  const { origin } = await aServer(t, (_, response) => response.writeHead(500).end())
  await rejectsWithFailure('UNAVAILABLE', /HTTP 500/, sourceAt(`${origin}/app-{tag}.tar.gz`).find(version('1.2.3'), never))
})

test('V15 plain http is for loopback, or by permission', async () => {
  await rejectsWithFailure('REFUSED', /plain http/, sourceAt('http://example.invalid/app-v1.2.3.tar.gz').find(newest, never))
  const allowed = url.make({ kind: 'url', url: 'http://example.invalid/app-v1.2.3.tar.gz', http: 'allowed' }, sourceTools())
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached/, allowed.find(newest, never))
})

test('settings: what can never work is found before anything is asked', () => {
  const says = (address: string): string => v.safeParse(url.schema, { kind: 'url', url: address }).issues?.[0].message ?? 'good'
  assert.equal(says('https://example.org/{tag}/app-{version}-{os}-{arch}.tar.gz'), 'good')
  assert.match(says('https://example.org/{channel}/app.tar.gz'), /placeholder that does not exist/)
  assert.match(says('https://user:pw@example.org/app.tar.gz'), /holds credentials/)
  assert.match(says('ftp://example.org/app.tar.gz'), /must begin with https/)
  assert.match(says('https://example.org/'), /names a directory/)
  assert.match(says('example.org/app.tar.gz'), /not a URL/)
  assert.doesNotMatch(says('ftp://example.org/app.tar.gz?token=secret'), /secret/)
  assert.equal(v.safeParse(url.schema, { kind: 'url', url: 'https://example.org/a.tar.gz', https: 'x' }).success, false)
})

test('the release under another name is still the one that was offered', async (t) => {
  const release = aRelease()
  const { origin } = await aServer(t, serving(release.served))
  const source = sourceAt(`${origin}/jaco-{tag}-linux-{arch}.tar.gz`)
  const offer = await source.find(version('1.2.3'), never)
  assert.ok(offer)
  await rejectsWithFailure('UNAVAILABLE', /not an address of this source/, source.open({ ...offer, origin: 'https://elsewhere.example/x' }, offer.artifact, { fromByte: 0, validator: null }, never))
})
