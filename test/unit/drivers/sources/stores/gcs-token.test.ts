import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gcsToken } from '../../../../../src/drivers/sources/stores/gcs-token.ts'
import { aCloudNet } from '../../../../support/a-cloud-net.ts'
import { pair } from '../../../../support/a-google.ts'
import { knownSecrets, sourceTools } from '../../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'

const never = new AbortController().signal
const metadata = 'GET http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token'

test('an instance shows the token of its account, asked for by address, with the header that no browser sends', async () => {
  const net = aCloudNet({ [metadata]: { body: '{"access_token":"t0ken","expires_in":3599}' } })
  const tokenOf = gcsToken('instance', sourceTools({ net }))
  for (let times = 0; times < 2; times++) assert.equal((await tokenOf(never))?.token, 't0ken')
  assert.deepEqual(net.asked.map(({ headers, reach }) => [headers['metadata-flavor'], reach]), [['Google', 'link-local']])
  await rejectsWithFailure('UNAVAILABLE', /answers HTTP 404 when asked who this machine is/, gcsToken('instance', sourceTools({ net: aCloudNet({}) }))(never))
})

test('tokens are not asked for over plain http, whatever the key file says', async () => {
  const file = { type: 'service_account', client_email: 'a', private_key_id: 'k', private_key: pair.privateKey, token_uri: 'http://token.example.org/token' }
  await rejectsWithFailure('REFUSED', /plain http/, gcsToken('secret:store', sourceTools({ secrets: knownSecrets({ store: JSON.stringify(file) }) }))(never))
})

test('a busy giver of tokens is UNAVAILABLE, and a strange one is DATA', async () => {
  const url = 'https://token.example.org/token'
  const file = JSON.stringify({ type: 'service_account', client_email: 'a', private_key_id: 'k', private_key: pair.privateKey, token_uri: url })
  const given = (answer: Parameters<typeof aCloudNet>[0][string]): Promise<unknown> => gcsToken('secret:store', sourceTools({ net: aCloudNet({ [`POST ${url}`]: answer }), secrets: knownSecrets({ store: file }) }))(never)
  await rejectsWithFailure('UNAVAILABLE', /HTTP 503/, given({ status: 503 }))
  await rejectsWithFailure('DATA', /no access_token/, given({ body: '{}' }))
})
