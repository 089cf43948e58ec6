import assert from 'node:assert/strict'
import { test } from 'node:test'
import { azurePass } from '../../../../../src/drivers/sources/stores/azure-pass.ts'
import { aCloudNet } from '../../../../support/a-cloud-net.ts'
import { knownSecrets, sourceTools } from '../../../../support/source-tools.ts'

const never = new AbortController().signal
const request = { method: 'GET', url: 'https://acme.blob.core.windows.net/c/a', range: null } as const
const key = Buffer.alloc(64, 7).toString('base64')
const metadata = 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F'

test('nobody, a key with its date, a signature behind the address', async () => {
  const passOf = (credentials: string, secret = ''): ReturnType<ReturnType<typeof azurePass>> => azurePass({ account: 'acme', credentials }, sourceTools({ secrets: knownSecrets({ store: secret }), clock: { nowMs: () => 0 } }))(request, never)
  assert.deepEqual(await passOf('anonymous'), { url: request.url, headers: { 'x-ms-version': '2021-12-02' } })
  const signed = await passOf('secret:store', key)
  assert.equal(signed.headers['x-ms-date'], 'Thu, 01 Jan 1970 00:00:00 GMT')
  assert.match(signed.headers['authorization'] ?? '', /^SharedKey acme:[\w+/]{43}=$/)
  assert.deepEqual(await passOf('secret:store', 'sv=1&sig=x'), { url: `${request.url}?sv=1&sig=x`, headers: { 'x-ms-version': '2021-12-02' } })
})

test('a range is signed, and left to be sent by whoever sends it', async () => {
  const passOf = azurePass({ account: 'acme', credentials: 'secret:store' }, sourceTools({ secrets: knownSecrets({ store: key }), clock: { nowMs: () => 0 } }))
  const [plain, ranged] = [await passOf(request, never), await passOf({ ...request, range: 'bytes=1-' }, never)]
  assert.notEqual(plain.headers['authorization'], ranged.headers['authorization'])
  assert.equal(ranged.headers['range'], undefined)
})

test('an instance shows the token of its identity, asked for once', async () => {
  const net = aCloudNet({ [`GET ${metadata}`]: { body: '{"access_token":"t0ken","expires_in":"3599"}' } })
  const passOf = azurePass({ account: 'acme', credentials: 'instance' }, sourceTools({ net }))
  for (let times = 0; times < 2; times++) assert.equal((await passOf(request, never)).headers['authorization'], 'Bearer t0ken')
  assert.deepEqual(net.asked.map(({ headers, reach }) => [headers['metadata'], reach]), [['true', 'link-local']])
})
