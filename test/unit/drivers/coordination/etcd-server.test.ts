import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { type Etcd, etcdAt } from '../../../../src/drivers/coordination/etcd-server.ts'
import { aServer } from '../../../support/hostile-server.ts'
import { knownSecrets, sourceTools } from '../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const signal = new AbortController().signal
const open = async (t: TestContext, status: number, body: string): Promise<Etcd> => {
  const { origin } = await aServer(t, (_, response) => void response.writeHead(status).end(body))
  return etcdAt({ url: origin, http: 'allowed' }, sourceTools(), signal)
}

test('nothing under a prefix is an answer without keys', async (t) => {
  assert.deepEqual(await (await open(t, 200, '{"header":{}}')).holders('/app-upgrade/x/'), [])
})

test('an answer of another shape is not guessed at', async (t) => {
  for (const body of ['', 'null', '[]', '{"kvs":{}}', '{"kvs":[{}]}']) await rejectsWithFailure('PROTOCOL', /another shape/, (await open(t, 200, body)).holders('/x/'))
  await rejectsWithFailure('PROTOCOL', /another shape/, (await open(t, 200, '{"ID":7}')).grant(60))
})

test('a refusal is told apart from trouble', async (t) => {
  await rejectsWithFailure('PERMISSION', /status 401/, (await open(t, 401, '{"error":"invalid auth token"}')).grant(60))
  await rejectsWithFailure('UNAVAILABLE', /status 503/, (await open(t, 503, 'no leader')).grant(60))
})

test('a lease that is gone needs no revoking', async (t) => {
  await (await open(t, 404, '{"error":"etcdserver: requested lease not found","code":5}')).revoke('7')
})

test('with a secret it signs in first, and shows what it was given', async (t) => {
  const server = await aServer(t, (request, response) => void response.end(request.url === '/v3/auth/authenticate' ? '{"token":"pass"}' : '{}'))
  const etcd = await etcdAt({ url: server.origin, http: 'allowed', secret: 'etcd' }, { ...sourceTools(), secrets: knownSecrets({ etcd: 'acme:s3cret' }) }, signal)
  await etcd.holders('/x/')
  assert.deepEqual(server.requests.map(({ url, headers }) => [url, headers.authorization]), [['/v3/auth/authenticate', undefined], ['/v3/kv/range', 'pass']])
})
