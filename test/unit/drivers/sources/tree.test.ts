import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import { tree } from '../../../../src/drivers/sources/tree.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import type { Source, Wanted } from '../../../../src/upgrade/ports.ts'
import { sourceContract } from '../../../contract/source.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aRelease } from '../../../support/a-release.ts'
import { aTree, releaseJson, writeTree } from '../../../support/a-tree.ts'
import { aServer, serving, type TestServer } from '../../../support/hostile-server.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }
const version = (text: string): Wanted => ({ version: parseVersion(text), channel: null })
const at = (settings: { readonly url: string } | { readonly path: string }): Source => tree.make({ kind: 'tree', ...settings }, sourceTools())

/** Any path, with ranges; its content may change, and then its validator does. */
async function aWebTree(t: TestContext, files: Map<string, Buffer>): Promise<TestServer & { readonly replace: (name: string, bytes: Buffer) => void }> {
  let edition = 1
  const server = await aServer(t, (request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').slice(1)
    const body = files.get(path)
    serving(new Map(body === undefined ? [] : [[path.split('/').at(-1) ?? '', body]]), { etag: () => `"${edition}"` })(request, response)
  })
  return Object.assign(server, {
    replace(name: string, bytes: Buffer) {
      edition++
      for (const path of files.keys()) if (path.endsWith(`/${name}`)) files.set(path, bytes)
    },
  })
}

for (const [how, tagOf] of [['without v', (one: string) => one], ['with v', (one: string) => `v${one}`]] as const) {
  sourceContract(`tree ${how}`, async (t, releases) => {
    const { origin, replace } = await aWebTree(t, aTree(releases, tagOf))
    return { source: at({ url: origin }), replace }
  }, 'fixed')
}

sourceContract('tree on a disk', async (t, releases) => {
  const path = aDirectory(t)
  const files = aTree(releases)
  writeTree(path, files)
  return { source: at({ path }), replace: (name, bytes) => { for (const one of files.keys()) if (one.endsWith(`1.2.3/linux/amd64/${name}`)) writeFileSync(join(path, one), bytes) } }
})

test('the address is joined with one slash, whether it ends in one or not, and without v is tried first', async (t) => {
  const { origin, asked } = await aWebTree(t, new Map([['repo/v0.7.0/linux/amd64/release.json', releaseJson('choria.bz2')]]))
  for (const url of [`${origin}/repo`, `${origin}/repo/`, `${origin}/repo//`]) {
    const offer = await at({ url }).find(version('0.7.0'), never)
    assert.deepEqual(offer, { version: '0.7.0', artifact: 'choria.bz2', origin: `${origin}/repo/v0.7.0/linux/amd64/choria.bz2` })
  }
  assert.deepEqual(asked.slice(0, 2), ['/repo/0.7.0/linux/amd64/release.json', '/repo/v0.7.0/linux/amd64/release.json'])
})

test('`binary` is taken literally, whatever it is called, and lies beside release.json, as its signature does', async (t) => {
  const name = 'choria linux+1.bz2'
  const { origin, asked } = await aWebTree(t, new Map([['1.0.0/linux/amd64/release.json', releaseJson(name)], [`1.0.0/linux/amd64/${name}`, Buffer.from('x')], ['1.0.0/linux/amd64/release.json.minisig', Buffer.from('signature')]]))
  const source = at({ url: `${origin}/?token=t0ken` })
  const offer = await source.find(version('1.0.0'), never)
  assert.equal(offer?.artifact, name)
  assert.doesNotMatch(offer.origin, /t0ken/)
  for (const one of [name, 'release.json', 'release.json.minisig']) {
    const opened = await source.open(offer, parseArtifactName(one), { fromByte: 0, validator: null }, never)
    assert.notEqual(opened, null, one)
    await opened?.close()
  }
  assert.ok(asked.every((path) => path.endsWith('?token=t0ken')))
})

test('J30 a binary elsewhere is refused before anything is fetched', async (t) => {
  for (const binary of ['../../x', 'sub/x', '/etc/x', 'https://evil.example.org/x', '..', '', 'a\\b', 'a\nb']) {
    const { origin, asked } = await aWebTree(t, new Map([['1.0.0/linux/amd64/release.json', releaseJson(binary)]]))
    await rejectsWithFailure('DATA', /binary/, at({ url: origin }).find(version('1.0.0'), never))
    assert.deepEqual(asked, ['/1.0.0/linux/amd64/release.json'])
  }
})

test('J14 a release.json without end is DATA', async (t) => {
  const { origin } = await aWebTree(t, new Map([['1.0.0/linux/amd64/release.json', Buffer.alloc(70_000, ' ')]]))
  await rejectsWithFailure('DATA', /1\.0\.0\/linux\/amd64\/release\.json is larger than 65536 bytes/, at({ url: origin }).find(version('1.0.0'), never))
})

test('a web server cannot be asked what is newest: CONFIG; a directory can, and no pre-release or other processor is meant', async (t) => {
  await rejectsWithFailure('CONFIG', /which release is the newest/, at({ url: 'http://127.0.0.1:9' }).find(newest, never))
  const path = aDirectory(t)
  writeTree(path, aTree(['1.9.0', '1.10.0', '2.0.0-rc.1'].map((one) => aRelease({ version: one }))))
  mkdirSync(join(path, '3.0.0/linux/arm64'), { recursive: true })
  writeFileSync(join(path, '3.0.0/linux/arm64/release.json'), releaseJson('other.bz2'))
  writeFileSync(join(path, 'README'), 'not a version')
  const found = async (wanted: Wanted): Promise<string | undefined> => (await at({ path }).find(wanted, never))?.version
  assert.equal(await found(newest), '1.10.0')
  assert.equal(await found({ version: null, channel: 'rc' }), '2.0.0-rc.1')
  assert.equal(await found(version('3.0.0')), undefined)
})

test('an offer of another place is not opened here', async (t) => {
  const { origin } = await aWebTree(t, new Map())
  const offer = { version: parseVersion('1.0.0'), artifact: parseArtifactName('x'), origin: 'https://elsewhere.example.org/1.0.0/linux/amd64/x' }
  await rejectsWithFailure('UNAVAILABLE', /not an address of this source/, at({ url: origin }).open(offer, offer.artifact, { fromByte: 0, validator: null }, never))
})

test('links are refused: the directory, and the files', async (t) => {
  const path = aDirectory(t)
  mkdirSync(join(path, 'real/1.0.0/linux/amd64'), { recursive: true })
  symlinkSync('real', join(path, 'link'))
  await rejectsWithFailure('REFUSED', /no directory but a link/, at({ path: join(path, 'link') }).find(newest, never))
  symlinkSync('/etc/passwd', join(path, 'real/1.0.0/linux/amd64/release.json'))
  await rejectsWithFailure('IO', /symbolic link/, at({ path: join(path, 'real') }).find(newest, never))
})

test('settings: an address or a path, and only one of them', () => {
  const says = (rest: object): string => v.safeParse(tree.schema, { kind: 'tree', ...rest }).issues?.[0].message ?? 'good'
  assert.equal(says({ url: 'https://example.org/repo' }), 'good')
  assert.equal(says({ path: '/srv/repo' }), 'good')
  assert.match(says({}), /either url or path/)
  assert.match(says({ url: 'https://example.org', path: '/srv' }), /either url or path/)
  assert.match(says({ path: 'srv' }), /whole path/)
  assert.match(says({ url: 'https://example.org/{tag}' }), /same for every release/)
  assert.match(says({ url: 'ftp://example.org' }), /https/)
  assert.match(says({ url: 'https://user:hunter2@example.org' }), /credentials/)
  assert.match(says({ url: 'https://example.org/#x' }), /fragment/)
})
