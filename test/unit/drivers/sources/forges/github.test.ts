import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { github } from '../../../../../src/drivers/sources/forges/github.ts'
import { answerLimits } from '../../../../../src/drivers/sources/remembered-answers.ts'
import type { ApiAnswer, ApiRequest, HttpRequest } from '../../../../../src/host/types.ts'
import type { Offer } from '../../../../../src/upgrade/ports.ts'
import { forgeContract } from '../../../../contract/forge.ts'
import { aForge } from '../../../../support/a-forge.ts'
import { aMemory, knownSecrets, sourceTools } from '../../../../support/source-tools.ts'

forgeContract('github')

const never = new AbortController().signal
const newest = { version: null, channel: null }
const settings = { kind: 'github', repository: 'acme/jaco', artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }
const answer = JSON.stringify([{ tag_name: 'app@1.0.0', draft: false, prerelease: false, published_at: null, assets: [{ id: 17, name: 'jaco-v1.0.0-linux-amd64.tar.gz', size: 3 }] }])

/** Where it asks, without asking. */
async function asks(more: object): Promise<readonly string[]> {
  const urls: string[] = []
  const net = {
    ask: async ({ url, headers }: ApiRequest) => {
      urls.push(`${url} ${headers['authorization'] ?? ''}`)
      return { status: 200, headers: {}, bytes: Buffer.from(answer) }
    },
    get: async ({ url, authorization }: HttpRequest) => {
      urls.push(`${url} ${authorization ?? ''}`)
      return { fromByte: 0, sizeBytes: 3, validator: null, bytes: (async function* () { yield Buffer.from('abc') })(), close: async () => {} }
    },
  }
  const source = github.make({ ...settings, tags: 'app@{version}', ...more }, sourceTools({ net, secrets: knownSecrets({ gh: 'hunter2' }) }))
  const offer = await source.find(newest, never) as Offer
  await (await source.open(offer, offer.artifact, { fromByte: 0, validator: null }, never))?.close()
  return [...urls, offer.origin]
}

test('github.com is asked at its interface, and files come from its pages; with a token from the interface, too', async () => {
  const page = 'https://github.com/acme/jaco/releases/download/app%401.0.0/jaco-v1.0.0-linux-amd64.tar.gz'
  assert.deepEqual(await asks({}), ['https://api.github.com/repos/acme/jaco/releases?per_page=100 ', `${page} `, page])
  assert.deepEqual(await asks({ token: 'gh' }), ['https://api.github.com/repos/acme/jaco/releases?per_page=100 Bearer hunter2', 'https://api.github.com/repos/acme/jaco/releases/assets/17 Bearer hunter2', page])
})

test('GitHub Enterprise has its interface below /api/v3, or where it is said to be', async () => {
  assert.equal((await asks({ host: 'https://git.example.org' }))[0], 'https://git.example.org/api/v3/repos/acme/jaco/releases?per_page=100 ')
  assert.equal((await asks({ host: 'https://acme.ghe.com' }))[0], 'https://api.acme.ghe.com/repos/acme/jaco/releases?per_page=100 ')
  assert.equal((await asks({ host: 'https://git.example.org', api: 'https://api.example.org/v3' }))[0], 'https://api.example.org/v3/repos/acme/jaco/releases?per_page=100 ')
})

test('a thousand releases of forty files can be remembered', async () => {
  const page = (number: number): unknown => Array.from({ length: 100 }, (_, at) => ({
    tag_name: `v${number}.0.${at}`, draft: false, prerelease: false, published_at: '2026-11-01T10:00:00Z', body: 'x'.repeat(1000),
    assets: Array.from({ length: 40 }, (_unused, id) => ({ id: 300_000_000 + id, name: `jaco-v${number}.0.${at}-${id}-linux-amd64.tar.gz`, size: 3, browser_download_url: 'x'.repeat(100) })),
  }))
  const ask = async ({ url }: ApiRequest): Promise<ApiAnswer> => {
    const number = Number(new URL(url).searchParams.get('page') ?? '1')
    return { status: 200, headers: { etag: 'W/"1"', link: `<?per_page=100&page=${number + 1}>; rel="next"` }, bytes: Buffer.from(JSON.stringify(page(number))) }
  }
  const memory = aMemory()
  await github.make({ ...settings, artifact: 'jaco-{tag}-0-linux-{arch}.tar.gz' }, sourceTools({ net: { ask, get: async () => null }, memory })).find(newest, never)
  const [kept] = memory.kept.values()
  assert.ok(kept !== undefined && kept.bytes.length < answerLimits.answerBytesMax - 1024, String(kept?.bytes.length))
})

test('a file that is still being uploaded is not there yet', async (t) => {
  const forge = await aForge(t, { kind: 'github', posted: [{ tag: 'v1.1.0', files: { 'jaco-v1.1.0-linux-amd64.tar.gz': Buffer.alloc(0) } }, { tag: 'v1.0.0', files: { 'jaco-v1.0.0-linux-amd64.tar.gz': Buffer.from('x') } }] })
  const offer = await github.make({ ...settings, host: forge.origin }, sourceTools()).find(newest, never)
  assert.deepEqual([offer?.version, offer?.remarks?.length], ['1.0.0', 1])
})

test('settings: what can never work is found beforehand', () => {
  const says = (more: object): string => v.safeParse(github.schema, { ...settings, ...more }).issues?.[0].message ?? 'good'
  assert.equal(says({ host: 'https://git.example.org/sub', tags: 'app/{tag}', token: 'gh-token', artifact: 'jaco-linux-{arch}' }), 'good')
  for (const repository of ['jaco', 'a/b/c', '../jaco', 'acme/..', 'acme/', 'https://github.com/acme/jaco', 'acme/ja co', 'acme/jaco?x', '']) assert.match(says({ repository }), /must be like "owner\/name"/, repository)
  for (const [host, why] of [['git.example.org', /not a URL/], ['https://git.example.org/', /slash/], ['https://u:p@git.example.org', /credentials/], ['https://git.example.org?x=1', /end with its path/], ['ftp://git.example.org', /must begin with/]] as const) assert.match(says({ host }), why)
  assert.match(says({ token: 'ghp_' + 'x'.repeat(200) }), /name of a secret/)
  assert.match(says({ tags: 'v*' }), /must hold \{tag\}/)
  assert.match(says({ artifact: 'a/{tag}' }), /no slash/)
})
