import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { azure } from '../../src/drivers/sources/stores/azure.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Source, Wanted } from '../../src/upgrade/ports.ts'
import { aRelease } from '../support/a-release.ts'
import { aTree } from '../support/a-tree.ts'
import { knownSecrets, sourceTools } from '../support/source-tools.ts'
import { rejectsWithFailure } from '../support/throws.ts'
import { type Azurite, azurites } from '../tools/azurite.ts'
import { sourceContract } from './source.ts'

const anAzurite = azurites()
const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }
const version = (text: string): Wanted => ({ version: parseVersion(text), channel: null })
const odd = "a+b & c='(d)!ü"

interface Wishes { readonly secret?: string; readonly [key: string]: unknown }
function sourceAt(server: Azurite, { secret = server.key, ...rest }: Wishes = {}): Source {
  const artifact = rest['layout'] === 'tree' ? {} : { artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }
  const settings = { kind: 'azure', account: server.account, container: server.container, endpoint: server.endpoint, credentials: 'secret:store', ...artifact, ...rest }
  return azure.make(settings, sourceTools({ stallMs: 30_000, secrets: knownSecrets({ store: secret }) }))
}
async function holding(files: Iterable<readonly [string, Uint8Array]>): Promise<Azurite> {
  const server = await anAzurite()
  for (const [key, bytes] of files) await server.put(key, bytes)
  return server
}
const names = (...all: readonly string[]): readonly (readonly [string, Buffer])[] => all.map((name) => [name, Buffer.from(name)] as const)

/** What is published is there before the next question. */
function settled(source: Source, published: readonly Promise<void>[]): Source {
  return {
    list: (signal) => source.list?.(signal) ?? assert.fail('azure lists'),
    find: async (...all) => { await Promise.all(published); return source.find(...all) },
    open: async (...all) => { await Promise.all(published); return source.open(...all) },
  }
}

/** A signature that stands in an address: of a container, to read and list, until then ("Create a service SAS"). */
function sasOf({ account, container, key }: Azurite, expiresAtMs: number): string {
  const [sv, se, sp, sr] = ['2021-12-02', `${new Date(expiresAtMs).toISOString().slice(0, 19)}Z`, 'rl', 'c']
  const signed = [sp, '', se, `/blob/${account}/${container}`, '', '', '', sv, sr, '', '', '', '', '', '', ''].join('\n')
  return new URLSearchParams({ sv, se, sp, sr, sig: createHmac('sha256', Buffer.from(key, 'base64')).update(signed).digest('base64') }).toString()
}
const inAnHour = (): number => Date.now() + 3_600_000

test('this server checks: a wrong key, a wrong signature and nobody are refused', async () => {
  const server = await holding(names('a'))
  const statusOf = async (query: string): Promise<number> => (await fetch(`${server.endpoint}/${server.container}/a${query}`)).status
  assert.deepEqual([await statusOf(`?${sasOf(server, inAnHour())}`), await statusOf(`?${sasOf({ ...server, key: 'd3Jvbmc=' }, inAnHour())}`), await statusOf(`?${sasOf(server, Date.now() - 3_600_000)}`), await statusOf('')], [200, 403, 403, 403])
})

for (const [how, secretOf] of [
  ['account key', ({ key }: Azurite) => key],
  ['connection string', ({ key }: Azurite) => `DefaultEndpointsProtocol=https;AccountName=devstoreaccount1;AccountKey=${key};EndpointSuffix=core.windows.net`],
  ['shared access signature', (server: Azurite) => `?${sasOf(server, inAnHour())}`],
] as const) {
  sourceContract(`azure ${how}`, async (_, releases) => {
    const server = await holding(releases.toReversed().flatMap((release) => [...release.served].map(([name, bytes]) => [`${odd}/${name}`, bytes] as const)))
    const published: Promise<void>[] = []
    return { source: settled(sourceAt(server, { prefix: odd, secret: secretOf(server) }), published), replace: (name, bytes) => void published.push(server.put(`${odd}/${name}`, bytes)) }
  })
}

test('the newest of a flat container, of versions and of a tree', async () => {
  const releases = ['1.9.0', '1.10.0'].map((one) => aRelease({ version: one }))
  const server = await holding([...aTree(releases, (one) => `t/v${one}`), ...names('f/jaco-v1.9.0-linux-amd64.tar.gz', 'f/jaco-1.10.0-linux-x86_64.tar.gz', 'f/deep/jaco-v9.0.0-linux-amd64.tar.gz', 'v/v1.9.0/jaco-1.9.0-linux-x64.tar.gz')])
  assert.equal((await sourceAt(server, { prefix: 'f' }).find(newest, never))?.origin, `${server.endpoint}/${server.container}/f/jaco-1.10.0-linux-x86_64.tar.gz`)
  assert.equal((await sourceAt(server, { prefix: 'v', layout: 'versions' }).find(newest, never))?.origin, `${server.endpoint}/${server.container}/v/v1.9.0/jaco-1.9.0-linux-x64.tar.gz`)
  assert.equal((await sourceAt(server, { prefix: 't', layout: 'tree' }).find(newest, never))?.origin, `${server.endpoint}/${server.container}/t/v1.10.0/linux/amd64/jaco-v1.10.0-linux-amd64.tar.gz`)
})

test('F18 a refusal says which: key, signature, container, nobody; and shows no secret', async () => {
  const server = await holding(names('jaco-v1.0.0-linux-amd64.tar.gz'))
  const wrong = Buffer.alloc(64, 'hunter2').toString('base64')
  const refused = async (code: Parameters<typeof rejectsWithFailure>[0], says: RegExp, wishes: Wishes): Promise<void> => {
    await rejectsWithFailure(code, says, sourceAt(server, wishes).find(newest, never))
    await rejectsWithFailure(code, says, sourceAt(server, wishes).find(version('1.0.0'), never))
  }
  await refused('PERMISSION', /^(?!.*sig=).*\/releases-\d+\S* answers HTTP 403 Auth\w+: /, { secret: wrong })
  await refused('PERMISSION', /^(?!.*sig=).*answers HTTP 403 Auth\w+: /, { secret: sasOf(server, Date.now() - 3_600_000) })
  await refused('CONFIG', /there is no such container/, { container: 'elsewhere' })
  await refused('PERMISSION', /we may not read this/, { credentials: 'anonymous' })
})

test('a container that everybody may read: by name alone when blobs are public, whole when it is', async () => {
  const server = await holding(names('jaco-1.0.0-linux-x86_64.tar.gz'))
  const source = sourceAt(server, { credentials: 'anonymous' })
  await server.letReadAll('blob')
  assert.equal((await source.find(version('1.0.0'), never))?.artifact, 'jaco-1.0.0-linux-x86_64.tar.gz')
  await rejectsWithFailure('PERMISSION', /we may not read this/, source.find(newest, never))
  await server.letReadAll('container')
  assert.equal((await source.find(newest, never))?.version, '1.0.0')
})
