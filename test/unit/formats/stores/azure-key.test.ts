import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { azureAuthorization, parseAzureSecret } from '../../../../src/formats/stores/azure-key.ts'
import { throwsFailure } from '../../../support/throws.ts'

const bytes = Buffer.alloc(64, 7)
const key = bytes.toString('base64')
const account = { account: 'acme', key: bytes }

test('an account\'s key, a connection string, and signatures that stand in an address', () => {
  const shared = { kind: 'shared-key', key: bytes }
  assert.deepEqual(parseAzureSecret(`${key}\n`), shared)
  assert.deepEqual(parseAzureSecret(`DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${key};EndpointSuffix=core.windows.net`), shared)
  const sas = { kind: 'sas', query: 'sv=2021-12-02&sp=rl&sig=a%2Bb%3D' }
  for (const text of [sas.query, `?${sas.query}`, `BlobEndpoint=https://acme.blob.core.windows.net/;SharedAccessSignature=${sas.query}`]) assert.deepEqual(parseAzureSecret(text), sas)
})

test('what is none of them is CONFIG, and not shown', () => {
  for (const text of ['', 'hunter2', key.slice(1), 'AccountKey=hunter2', 'sig=', 'sv=1&sig=hunter2 x', `sig=${'hunter2'.repeat(20_000)}`]) throwsFailure('CONFIG', /^(?!.*hunter2)/, () => parseAzureSecret(text))
})

test('what is signed: the method, the range, own headers in order, the path as sent, the query in order', () => {
  const said = azureAuthorization({ method: 'GET', url: 'https://acme.blob.core.windows.net/c/a%2Bb?restype=container&comp=list&Prefix=x%20y', headers: { 'x-ms-version': '2021-12-02', 'x-ms-date': 'now', range: 'bytes=5-', accept: 'x' } }, account)
  const signed = ['GET', '', '', '', '', '', '', '', '', '', '', 'bytes=5-', 'x-ms-date:now', 'x-ms-version:2021-12-02', '/acme/c/a%2Bb', 'comp:list', 'prefix:x y', 'restype:container'].join('\n')
  assert.equal(said, `SharedKey acme:${createHmac('sha256', bytes).update(signed).digest('base64')}`)
})
