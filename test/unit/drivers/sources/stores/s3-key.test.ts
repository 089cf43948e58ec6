import assert from 'node:assert/strict'
import { test } from 'node:test'
import { s3Key } from '../../../../../src/drivers/sources/stores/s3-key.ts'
import { failure } from '../../../../../src/errors.ts'
import { aCloudNet } from '../../../../support/a-cloud-net.ts'
import { knownSecrets, sourceTools } from '../../../../support/source-tools.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'

const never = new AbortController().signal
const base = 'http://169.254.169.254/latest'
const keyOf = (expiration: string): string => JSON.stringify({ Code: 'Success', AccessKeyId: 'ASIA1', SecretAccessKey: 's3cret', Token: 't', Expiration: expiration })
const cloud = (over: Parameters<typeof aCloudNet>[0] = {}): ReturnType<typeof aCloudNet> => aCloudNet({
  [`PUT ${base}/api/token`]: { body: 'tok' },
  [`GET ${base}/meta-data/iam/security-credentials/`]: { body: 'reader\n' },
  [`GET ${base}/meta-data/iam/security-credentials/reader`]: { body: keyOf('2026-01-01T06:00:00Z') },
  ...over,
})

test('anonymous signs nothing, a secret is read anew each time', async () => {
  const texts = ['one', 'two'].map((id) => `aws_access_key_id = ${id}\naws_secret_access_key = s`)
  const tools = sourceTools({ secrets: { read: async (name) => { assert.equal(name, 'store'); return texts.shift() ?? '' } } })
  assert.equal(await s3Key('anonymous', tools)(never), null)
  const key = s3Key('secret:store', tools)
  assert.deepEqual([(await key(never))?.accessKeyId, (await key(never))?.accessKeyId], ['one', 'two'])
  await rejectsWithFailure('CONFIG', /no secret 'other'/, s3Key('secret:other', sourceTools({ secrets: knownSecrets({}) }))(never))
})

test('an instance: a token first, by the link-local address, then its role\'s key, kept until it is about to end', async () => {
  const net = cloud()
  let nowMs = Date.parse('2026-01-01T00:00:00Z')
  const key = s3Key('instance', sourceTools({ net, clock: { nowMs: () => nowMs } }))
  assert.deepEqual(await key(never), { accessKeyId: 'ASIA1', secretAccessKey: 's3cret', sessionToken: 't', expiresAtMs: Date.parse('2026-01-01T06:00:00Z') })
  assert.deepEqual(net.asked.map(({ method, reach }) => [method, reach]), [['PUT', 'link-local'], ['GET', 'link-local'], ['GET', 'link-local']])
  assert.deepEqual(net.asked.map(({ headers }) => headers['x-aws-ec2-metadata-token'] ?? null), [null, 'tok', 'tok'])
  await key(never)
  assert.equal(net.asked.length, 3)
  nowMs = Date.parse('2026-01-01T05:55:01Z')
  await key(never)
  assert.equal(net.asked.length, 6)
})

test('an instance without a role, with an odd one, or no instance at all', async () => {
  const given = (over: Parameters<typeof aCloudNet>[0]): Promise<unknown> => s3Key('instance', sourceTools({ net: cloud(over) }))(never)
  await rejectsWithFailure('CONFIG', /no role/, given({ [`GET ${base}/meta-data/iam/security-credentials/`]: { body: '../../x' } }))
  await rejectsWithFailure('UNAVAILABLE', /answers HTTP 404/, given({ [`GET ${base}/meta-data/iam/security-credentials/`]: { status: 404 } }))
  await rejectsWithFailure('UNAVAILABLE', /cannot be asked who this machine is/, given({ [`PUT ${base}/api/token`]: failure('UNAVAILABLE', 'no route') }))
})
