import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { s3 } from '../../src/drivers/sources/stores/s3.ts'
import { emptyPayloadSha256, signedHeaders } from '../../src/formats/stores/sigv4.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Source, Wanted } from '../../src/upgrade/ports.ts'
import { aRelease, type SignedRelease } from '../support/a-release.ts'
import { aTree } from '../support/a-tree.ts'
import { aServer } from '../support/hostile-server.ts'
import { knownSecrets, sourceTools } from '../support/source-tools.ts'
import { rejectsWithFailure } from '../support/throws.ts'
import { anS3Server, type S3Server } from '../tools/s3-server.ts'
import { sourceContract } from './source.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }
const version = (text: string): Wanted => ({ version: parseVersion(text), channel: null })
const template = 'jaco-{tag}-linux-{arch}.tar.gz'
const profile = ({ accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string }): string => `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`

interface Wishes { readonly secret?: string; readonly nowMs?: () => number; readonly [key: string]: unknown }
function sourceAt(server: S3Server, { secret = profile(server.key), nowMs = Date.now, ...rest }: Wishes = {}): Source {
  const artifact = rest['layout'] === 'tree' ? {} : { artifact: template }
  return s3.make({ kind: 's3', bucket: server.bucket, region: server.region, endpoint: server.endpoint, credentials: 'secret:store', ...artifact, ...rest }, sourceTools({ stallMs: 30_000, secrets: knownSecrets({ store: secret }), clock: { nowMs } }))
}
async function holding(t: TestContext, files: Iterable<readonly [string, Uint8Array]>): Promise<S3Server> {
  const server = await anS3Server(t)
  for (const [key, bytes] of files) await server.put(key, bytes)
  return server
}
const filesOf = (releases: readonly SignedRelease[], prefixOf: (release: SignedRelease) => string): readonly (readonly [string, Buffer])[] =>
  releases.toReversed().flatMap((release) => [...release.served].map(([name, bytes]) => [prefixOf(release) + name, bytes] as const))
const names = (...all: readonly string[]): readonly (readonly [string, Buffer])[] => all.map((name) => [name, Buffer.from(name)] as const)

test('this server checks: a wrong secret, a wrong clock, another path and nobody are refused', async (t) => {
  const server = await holding(t, names('a'))
  const url = `${server.endpoint}/${server.bucket}/a`
  const statusOf = async (wishes: { readonly secret?: string; readonly atMs?: number; readonly path?: string }): Promise<number> => {
    const { secret = server.key.secretAccessKey, atMs = Date.now(), path = 'a' } = wishes
    const { host: _, ...headers } = await signedHeaders({ method: 'GET', url, headers: {}, payloadSha256: emptyPayloadSha256 }, { ...server.key, secretAccessKey: secret }, { region: server.region, service: 's3', atMs })
    return (await fetch(url.replace(/a$/, path), { headers })).status
  }
  assert.deepEqual([await statusOf({}), await statusOf({ secret: 'wrong' }), await statusOf({ atMs: Date.now() - 3_600_000 }), await statusOf({ path: 'b' }), (await fetch(url)).status], [200, 403, 403, 403, 403])
})

for (const [layout, prefixOf] of [['flat', () => ''], ['versions', ({ version: one }: SignedRelease) => `v${one}/`]] as const) {
  sourceContract(`s3 ${layout}`, async (t, releases) => {
    const server = await holding(t, filesOf(releases, (one) => `a+b & c='(d)!ü/${prefixOf(one)}`))
    const replaced: Promise<void>[] = []
    const source = sourceAt(server, { layout, prefix: "a+b & c='(d)!ü" })
    // What was published is there before the next question.
    const settled: Source = { list: (signal) => source.list?.(signal) ?? assert.fail('s3 lists'), find: async (...all) => { await Promise.all(replaced); return source.find(...all) }, open: async (...all) => { await Promise.all(replaced); return source.open(...all) } }
    return { source: settled, replace: (name, bytes) => { for (const { version: one } of releases) replaced.push(server.put(`a+b & c='(d)!ü/${layout === 'flat' ? '' : `v${one}/`}${name}`, bytes)) } }
  })
}

sourceContract('s3 tree', async (t, releases) => {
  const files = aTree(releases)
  const server = await holding(t, files)
  const replaced: Promise<void>[] = []
  const source = sourceAt(server, { layout: 'tree' })
  return {
    source: { list: (signal) => source.list?.(signal) ?? assert.fail('s3 lists'), find: (...all) => source.find(...all), open: async (...all) => { await Promise.all(replaced); return source.open(...all) } },
    replace: (name, bytes) => { for (const path of files.keys()) if (path.endsWith(`/${name}`)) replaced.push(server.put(path, bytes)) },
  }
})

test('the newest is found among many names, by what they begin with; P9 and by channel', async (t) => {
  const server = await holding(t, names('x/jaco-v1.9.0-linux-amd64.tar.gz', 'x/jaco-1.10.0-linux-x86_64.tar.gz', 'x/jaco-v3.0.0-linux-arm64.tar.gz', 'x/jaco-v2.0.0-rc.1-linux-amd64.tar.gz', 'x/other', 'jaco-v9.0.0-linux-amd64.tar.gz', 'x/deep/jaco-v8.0.0-linux-amd64.tar.gz'))
  const source = sourceAt(server, { prefix: 'x/' })
  assert.deepEqual(await source.find(newest, never), { version: '1.10.0', artifact: 'jaco-1.10.0-linux-x86_64.tar.gz', origin: `${server.endpoint}/releases/x/jaco-1.10.0-linux-x86_64.tar.gz` })
  assert.equal((await source.find({ version: null, channel: 'rc' }, never))?.version, '2.0.0-rc.1')
  assert.equal(await sourceAt(server, { prefix: 'empty' }).find(newest, never), null)
})

test('the newest version of a layout with directories, and of a tree; one without this processor is passed over', async (t) => {
  const releases = ['1.9.0', '1.10.0'].map((one) => aRelease({ version: one }))
  const server = await holding(t, [...filesOf(releases, ({ version: one }) => `v/${one}/`), ...aTree(releases, (one) => `t/v${one}`), ...names('v/2.0.0/jaco-2.0.0-linux-arm64.tar.gz', 't/2.0.0/linux/arm64/release.json', 't/readme')])
  assert.equal((await sourceAt(server, { prefix: 'v', layout: 'versions' }).find(newest, never))?.origin, `${server.endpoint}/releases/v/1.10.0/jaco-v1.10.0-linux-amd64.tar.gz`)
  assert.equal((await sourceAt(server, { prefix: 't', layout: 'tree' }).find(newest, never))?.origin, `${server.endpoint}/releases/t/v1.10.0/linux/amd64/jaco-v1.10.0-linux-amd64.tar.gz`)
})

test('F18 a refusal says which: secret, key, clock, bucket, nobody; and shows no secret', async (t) => {
  const server = await holding(t, names('jaco-v1.0.0-linux-amd64.tar.gz'))
  const wrong = profile({ ...server.key, secretAccessKey: 'hunter2' })
  const refused = async (code: Parameters<typeof rejectsWithFailure>[0], says: RegExp, wishes: Wishes): Promise<void> => {
    await rejectsWithFailure(code, says, sourceAt(server, wishes).find(newest, never))
    await rejectsWithFailure(code, says, sourceAt(server, wishes).find(version('1.0.0'), never))
  }
  await refused('PERMISSION', /^(?!.*hunter2).*\/releases\/.* answers HTTP 403 SignatureDoesNotMatch: the secret key is not the one/, { secret: wrong })
  await refused('PERMISSION', /403 AccessDenied: we may not read this/, { credentials: 'anonymous' })
  await refused('UNAVAILABLE', /RequestTimeTooSkewed: this host's clock says 2020-01-01T00:00:00.000Z and the server's 20/, { nowMs: () => Date.parse('2020-01-01T00:00:00Z') })
  await refused('CONFIG', /NoSuchBucket: there is no such bucket/, { bucket: 'elsewhere' })
  await refused('CONFIG', /CONFIG|the bucket is not in us-east-9/, { region: 'us-east-9' })
})

test('Amazon’s 301 for the wrong region leads nowhere, and says where the bucket is', async (t) => {
  const { origin } = await aServer(t, (_, response) => response.writeHead(301, { 'x-amz-bucket-region': 'eu-central-1', 'content-type': 'application/xml' })
    .end('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>PermanentRedirect</Code><Message>The bucket you are attempting to access must be addressed using the specified endpoint.</Message><Endpoint>releases.s3.eu-central-1.amazonaws.com</Endpoint><Bucket>releases</Bucket></Error>'))
  const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
  const source = s3.make({ kind: 's3', bucket: 'releases', region: 'us-east-1', endpoint: origin, credentials: 'secret:store', artifact: template }, sourceTools({ secrets: knownSecrets({ store: profile(key) }) }))
  for (const wanted of [newest, version('1.0.0')]) await rejectsWithFailure('CONFIG', /HTTP 301 PermanentRedirect: the bucket is not in us-east-1 but in eu-central-1$/, source.find(wanted, never))
})

test('a bucket that everybody may read and nobody may list: a version is found by its name, the newest is not', async (t) => {
  const server = await holding(t, names('jaco-1.0.0-linux-x86_64.tar.gz'))
  await server.letReadAll()
  const source = sourceAt(server, { credentials: 'anonymous' })
  const offer = await source.find(version('1.0.0'), never)
  assert.equal(offer?.artifact, 'jaco-1.0.0-linux-x86_64.tar.gz')
  const opened = await source.open(offer, offer.artifact, { fromByte: 0, validator: null }, never)
  assert.equal(opened?.sizeBytes, offer.artifact.length)
  await opened?.close()
  await rejectsWithFailure('PERMISSION', /403 AccessDenied/, source.find(newest, never))
})

test('the same for versions with v and for a tree', async (t) => {
  const server = await holding(t, [...names('v/v1.0.0/jaco-1.0.0-linux-x86_64.tar.gz'), ...aTree([aRelease({ version: '1.0.0' })], (one) => `t/v${one}`)])
  await server.letReadAll()
  const found = async (layout: string, prefix: string): Promise<string | undefined> => (await sourceAt(server, { credentials: 'anonymous', layout, prefix }).find(version('1.0.0'), never))?.artifact
  assert.equal(await found('versions', 'v'), 'jaco-1.0.0-linux-x86_64.tar.gz')
  assert.equal(await found('tree', 't'), 'jaco-v1.0.0-linux-amd64.tar.gz')
})
