import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { gcs } from '../../../../../src/drivers/sources/stores/gcs.ts'
import { parseVersion } from '../../../../../src/release/version.ts'
import type { Source, Wanted } from '../../../../../src/upgrade/ports.ts'
import { sourceContract } from '../../../../contract/source.ts'
import { aGoogle, type Google } from '../../../../support/a-google.ts'
import { aRelease } from '../../../../support/a-release.ts'
import { aTree } from '../../../../support/a-tree.ts'
import { knownSecrets, sourceTools } from '../../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }
const version = (text: string): Wanted => ({ version: parseVersion(text), channel: null })
const odd = "a+b & c='(d)!ü"

interface Wishes { readonly keyFile?: object; readonly nowMs?: () => number; readonly [key: string]: unknown }
function sourceAt(google: Google, { keyFile = google.keyFile, nowMs = Date.now, ...rest }: Wishes = {}): Source {
  const artifact = rest['layout'] === 'tree' ? {} : { artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }
  return gcs.make({ kind: 'gcs', bucket: 'releases', endpoint: google.endpoint, credentials: 'secret:store', ...artifact, ...rest }, sourceTools({ stallMs: 30_000, secrets: knownSecrets({ store: JSON.stringify(keyFile) }), clock: { nowMs } }))
}
async function holding(t: TestContext, ...keys: readonly string[]): Promise<Google> {
  const google = await aGoogle(t)
  for (const key of keys) google.put(key, Buffer.from(key))
  return google
}

sourceContract('gcs', async (t, releases) => {
  const google = await aGoogle(t)
  for (const release of releases.toReversed()) for (const [name, bytes] of release.served) google.put(`${odd}/${name}`, bytes)
  return { source: sourceAt(google, { prefix: odd }), replace: (name, bytes) => { google.put(`${odd}/${name}`, bytes) } }
})

test('the newest over several pages: flat, versions, tree; and one token for all of it', async (t) => {
  const google = await holding(t, ...['1.9.0', '1.10.0', '1.2.0', '1.3.0', '1.4.0'].map((one) => `f/jaco-v${one}-linux-amd64.tar.gz`), 'v/v1.9.0/jaco-1.9.0-linux-x64.tar.gz', 'v/1.0.0/x', 'v/0.1.0/x')
  for (const [key, bytes] of aTree(['1.9.0', '1.10.0', '1.8.0'].map((one) => aRelease({ version: one })), (one) => `t/v${one}`)) google.put(key, bytes)
  const source = sourceAt(google, { prefix: 'f' })
  assert.equal((await source.find(newest, never))?.origin, `${google.endpoint}/releases/f/jaco-v1.10.0-linux-amd64.tar.gz`)
  await source.find(newest, never)
  assert.equal(google.given.tokens, 1)
  assert.equal((await sourceAt(google, { prefix: 'v', layout: 'versions' }).find(newest, never))?.artifact, 'jaco-1.9.0-linux-x64.tar.gz')
  assert.equal((await sourceAt(google, { prefix: 't', layout: 'tree' }).find(newest, never))?.version, '1.10.0')
})

test('F18 another key, a clock that is wrong, an unknown bucket, nobody: refused, and said which', async (t) => {
  const google = await holding(t, 'jaco-v1.0.0-linux-amd64.tar.gz')
  const other = { ...google.keyFile, client_email: 'other@acme.iam.gserviceaccount.com' }
  await rejectsWithFailure('PERMISSION', /\/token answers HTTP 400 invalid_grant: Invalid JWT/, sourceAt(google, { keyFile: other }).find(newest, never))
  await rejectsWithFailure('PERMISSION', /reasonable timeframe\.; this host's clock says 2020-01-01T00:00:00.000Z and the server's 20/, sourceAt(google, { nowMs: () => Date.parse('2020-01-01T00:00:00Z') }).find(newest, never))
  await rejectsWithFailure('CONFIG', /no bucket 'elsewhere'/, sourceAt(google, { bucket: 'elsewhere' }).find(newest, never))
  await rejectsWithFailure('PERMISSION', /HTTP 401 Anonymous caller does not have/, sourceAt(google, { credentials: 'anonymous' }).find(newest, never))
  await rejectsWithFailure('PERMISSION', /HTTP 401/, sourceAt(google, { credentials: 'anonymous' }).find(version('1.0.0'), never))
})

test('a bucket that everybody may read: by name alone when its objects are public, whole when it is', async (t) => {
  const google = await holding(t, 'jaco-1.0.0-linux-x86_64.tar.gz')
  const source = sourceAt(google, { credentials: 'anonymous' })
  google.open = 'objects'
  assert.equal((await source.find(version('1.0.0'), never))?.artifact, 'jaco-1.0.0-linux-x86_64.tar.gz')
  await rejectsWithFailure('PERMISSION', /HTTP 401/, source.find(version('2.0.0'), never))
  await rejectsWithFailure('PERMISSION', /HTTP 401/, source.find(newest, never))
  google.put('v/v1.0.0/jaco-1.0.0-linux-x64.tar.gz', Buffer.from('x'))
  assert.equal((await sourceAt(google, { credentials: 'anonymous', layout: 'versions', prefix: 'v' }).find(version('1.0.0'), never))?.artifact, 'jaco-1.0.0-linux-x64.tar.gz')
  google.open = 'all'
  assert.equal((await source.find(newest, never))?.version, '1.0.0')
  assert.equal(google.given.tokens, 0)
})
