import assert from 'node:assert/strict'
import { statSync, symlinkSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { directory } from '../../src/drivers/stores/directory.ts'
import { github } from '../../src/drivers/stores/github.ts'
import { s3 } from '../../src/drivers/stores/s3.ts'
import { storeOf } from '../../src/drivers/stores/table.ts'
import { isFailure } from '../../src/errors.ts'
import { clock } from '../../src/host/clock.ts'
import { netLimits } from '../../src/host/limits.ts'
import { makeNet } from '../../src/host/net.ts'
import { bodyOf } from '../../src/publish/local-file.ts'
import type { Store } from '../../src/publish/ports.ts'
import { aGithub, type Github, githubToken } from '../support/a-github.ts'
import { aWorkplace, publishTools } from '../support/a-publisher.ts'
import { aServer } from '../support/hostile-server.ts'
import { rejectsWithFailure, throwsFailure } from '../support/throws.ts'
import { anS3Server, type S3Server } from '../tools/s3-server.ts'

const tools = { net: makeNet({ ...netLimits, backoffMs: 1 }), clock, signal: new AbortController().signal }
const body = (text: string): ReturnType<typeof bodyOf> => bodyOf(Buffer.from(text))

interface Opened { readonly store: () => Store; readonly held: (name: string) => Promise<string | null> }

/** What every store does, whatever it is: `held` reads a name as everybody would, null while nobody can. */
function storeContract(kind: string, open: (t: TestContext) => Promise<Opened>): void {
  test(`${kind}: what was put is there after the end, whole, and says where`, async (t) => {
    const { store: opened, held } = await open(t)
    const store = opened()
    const large = 'acme'.repeat(300_000)
    await store.put('acme.tar.gz', body(large), 'nothing')
    await store.put('SHA256SUMS', body('list'), 'nothing')
    await store.put('BEST-BEFORE-2027-01-01', body(''), 'nothing')
    await store.finish()
    assert.deepEqual([await held('acme.tar.gz'), await held('SHA256SUMS'), await held('BEST-BEFORE-2027-01-01')], [large, 'list', ''])
    assert.doesNotMatch(store.where, /secret|ghp_|AKIA/)
  })

  test(`${kind}: an upload that was cut off is tried again from the start`, async (t) => {
    const { store, held } = await open(t)
    await store().put('acme.tar.gz', body('one'), 'nothing')
    const again = store()
    await again.put('acme.tar.gz', body('one'), 'nothing')
    await again.put('SHA256SUMS.minisig', body('first'), 'anything')
    await again.put('SHA256SUMS.minisig', body('second'), 'anything')
    await again.finish()
    assert.deepEqual([await held('acme.tar.gz'), await held('SHA256SUMS.minisig')], ['one', 'second'])
  })

  test(`${kind}: what is published is never changed unasked`, async (t) => {
    const { store: opened, held } = await open(t)
    const store = opened()
    await store.put('acme.tar.gz', body('one'), 'nothing')
    await store.finish()
    await rejectsWithFailure('REFUSED', /already/, opened().put('acme.tar.gz', body('two'), 'nothing'))
    assert.equal(await held('acme.tar.gz'), 'one')
  })
}

storeContract('directory', (t) => {
  const work = aWorkplace(t)
  return Promise.resolve({ store: () => directory(work.path('dist'), publishTools()), held: (name) => Promise.resolve(work.read(`dist/${name}`)) })
})

storeContract('s3', async (t) => {
  const server = await anS3Server(t)
  const get = s3At(server)
  return { store: () => s3At(server), held: async (name) => { const bytes = await get.get(name, 10_000_000); return bytes === null ? null : Buffer.from(bytes).toString() } }
})

storeContract('github', async (t) => {
  const server = await aGithub(t)
  const held = (name: string): string | null => server.releases.find((one) => !one.draft)?.assets.find((asset) => asset.name === name)?.bytes.toString() ?? null
  return { store: () => githubAt(server), held: (name) => Promise.resolve(held(name)) }
})

function s3At(server: S3Server, prefix = 'acme/a+b c/', key = server.key): Store {
  return s3({ endpoint: server.endpoint, region: server.region, bucket: server.bucket, prefix, key }, tools)
}
function githubAt(server: Github, wishes: { readonly token?: string; readonly tag?: string } = {}): Store {
  return github({ api: server.api, repository: 'acme/acmed', tag: 'v2.0.0', isPrerelease: false, token: githubToken, ...wishes }, tools)
}

test('directory: names with directories, a link as root, and modes for everybody', async (t) => {
  const work = aWorkplace(t)
  work.write('real/x', '')
  symlinkSync('real', work.path('www'))
  const store = directory(work.path('www'), publishTools())
  await store.put('v2.0.0/SHA256SUMS', body('list'), 'nothing')
  assert.deepEqual([work.list('real'), statSync(work.path('real/v2.0.0')).mode & 0o777, statSync(work.path('real/v2.0.0/SHA256SUMS')).mode & 0o777], [['v2.0.0/SHA256SUMS', 'x'], 0o755, 0o644])
  assert.deepEqual([await store.get('none', 10), Buffer.from(await store.get('v2.0.0/SHA256SUMS', 10) ?? []).toString()], [null, 'list'])
})

test('s3: nothing there is null; a wrong key, no bucket and too much are told', async (t) => {
  const server = await anS3Server(t)
  assert.equal(await s3At(server).get('none', 10), null)
  await rejectsWithFailure('PERMISSION', /could not be uploaded: HTTP 403 SignatureDoesNotMatch/, s3At(server, '', { ...server.key, secretAccessKey: 'wrong' }).put('x', body('x'), 'anything'))
  await rejectsWithFailure('UNAVAILABLE', /HTTP 404 NoSuchBucket/, s3({ endpoint: server.endpoint, region: server.region, bucket: 'nowhere', prefix: '', key: server.key }, tools).put('x', body('x'), 'anything'))
  await s3At(server).put('large', body('0123456789'), 'nothing')
  await rejectsWithFailure('DATA', /./, s3At(server).get('large', 5))
  await rejectsWithFailure('DATA', /more than one upload may carry/, s3At(server).put('huge', { ...body('x'), sizeBytes: 6 * 1024 ** 3 }, 'nothing'))
})

test('s3: bytes that are not those of the digest are refused by the server itself', async (t) => {
  const server = await anS3Server(t)
  await assert.rejects(s3At(server).put('x', { ...body('real'), bytes: () => body('fake').bytes() }, 'anything'), /could not be uploaded: HTTP 400/)
  assert.equal(await s3At(server).get('x', 10), null)
})

test('s3: a bucket that is elsewhere says where, and the signature is not carried there', async (t) => {
  const elsewhere = await aServer(t, (_, response) => response.end('gladly'))
  const server = await aServer(t, (_, response) => response.writeHead(301, { 'x-amz-bucket-region': 'eu-west-3', location: elsewhere.origin }).end('<Error><Code>PermanentRedirect</Code></Error>'))
  const store = s3({ endpoint: server.origin, region: 'us-east-1', bucket: 'releases', prefix: '', key: { accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: null } }, tools)
  await assert.rejects(store.put('x', body('x'), 'anything'), (thrown) => isFailure(thrown) && /could not be uploaded: HTTP 301 PermanentRedirect/.test(thrown.message) && thrown.next === 'Say where the bucket is: --region eu-west-3')
  assert.deepEqual(elsewhere.asked, [])
})

test('github: nobody sees a file before the end, and a draft that was left is taken up', async (t) => {
  const server = await aGithub(t)
  await githubAt(server).put('acme.tar.gz', body('half'), 'nothing')
  assert.equal(server.releases[0]?.draft, true)
  const again = githubAt(server)
  await again.put('v2.0.0/acme.tar.gz', body('whole'), 'nothing')
  await again.finish()
  assert.deepEqual(server.releases.map(({ draft, tag_name, assets }) => [draft, tag_name, assets.map(({ name, bytes }) => `${name} ${bytes.toString()}`)]), [[false, 'v2.0.0', ['acme.tar.gz whole']]])
  assert.deepEqual(server.asked.filter((one) => one === 'POST /releases').length, 1)
})

test('github: a signature that an earlier try has left in the draft, of another list, is not shown with the new one', async (t) => {
  const server = await aGithub(t)
  await githubAt(server).put('SHA256SUMS.sig', body('of another list'), 'anything')
  const again = githubAt(server)
  await again.put('SHA256SUMS', body('list'), 'nothing')
  await rejectsWithFailure('REFUSED', /the draft of 'v2\.0\.0' holds a SHA256SUMS\.sig, and this list would not be signed so/, again.finish())
  assert.equal(server.releases[0]?.draft, true)
})

test('github: a tag that does not exist is not invented', async (t) => {
  const server = await aGithub(t)
  await rejectsWithFailure('USAGE', /there is no tag 'v3\.0\.0' in acme\/acmed/, githubAt(server, { tag: 'v3.0.0' }).put('x', body('x'), 'nothing'))
  assert.deepEqual(server.releases, [])
})

test('github: a wrong token, a file that arrives otherwise, and a name that is changed are told', async (t) => {
  const server = await aGithub(t)
  await rejectsWithFailure('PERMISSION', /HTTP 401 from http:.*'Bad credentials'/, githubAt(server, { token: 'ghp_wrong' }).put('x', body('x'), 'nothing'))
  for (const [spoil, code, message] of [
    [{ size: 3 }, 'IO', /did not arrive whole/], [{ digest: `sha256:${'0'.repeat(64)}` }, 'IO', /did not arrive whole/], [{ name: 'x.y' }, 'REFUSED', /would be called 'x\.y' there/],
  ] as const) {
    server.spoil = (asset) => ({ ...asset, ...spoil })
    await rejectsWithFailure(code, message, githubAt(server).put('x', body('x'), 'nothing'))
  }
})

test('github: the token goes to the interface alone, whatever an answer says', async (t) => {
  const [server, thief] = [await aGithub(t), await aGithub(t)]
  const answers = { ...tools.net, ask: async (...args: Parameters<typeof tools.net.ask>) => {
    const answer = await tools.net.ask(...args)
    return { ...answer, bytes: Buffer.from(Buffer.from(answer.bytes).toString().replaceAll(new URL(server.api).host, new URL(thief.api).host)) }
  } }
  const store = github({ api: server.api, repository: 'acme/acmed', tag: 'v2.0.0', isPrerelease: false, token: githubToken }, { ...tools, net: answers })
  await rejectsWithFailure('PROTOCOL', /wants uploads at 'http:.*', which is none of its own/, store.put('x', body('x'), 'nothing'))
  assert.deepEqual(thief.asked, [])
})

test('a store is chosen by the beginning of its name; what is none is refused', () => {
  const wanted = { endpoint: null, region: null, tokenFile: null, tag: 'v2.0.0', secret: 'aws_access_key_id = AKIA\naws_secret_access_key = s' }
  const where = (to: string, endpoint: string | null = null): string => storeOf({ ...wanted, to, endpoint }, tools).where
  assert.equal(where('s3://releases/acme//x/'), 's3://releases/acme/x/')
  assert.equal(where('s3://releases', 'https://s3.example.org/'), 's3://releases/')
  assert.equal(where('github:acme/acmed'), 'github:acme/acmed, release v2.0.0')
  for (const to of ['ftp://x', 's3:/x', 's3://X/', 's3://', 'github:acme', 'github:acme/../x', 'github:a/b/c', '']) throwsFailure('USAGE', /./, () => where(to))
  for (const endpoint of ['ftp://x', 'x', 'https://u:p@x', 'https://x/?token=1']) throwsFailure('USAGE', /is no address of a server/, () => where('s3://releases', endpoint))
})
