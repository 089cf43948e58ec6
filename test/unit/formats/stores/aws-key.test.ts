import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAwsCredentials } from '../../../../src/formats/stores/aws-key.ts'
import { throwsFailure } from '../../../support/throws.ts'

const plain = { accessKeyId: 'AKIA1', secretAccessKey: 's3/cr+t', sessionToken: null, expiresAtMs: null }

test('the shared credentials file: one profile, or the default of several', () => {
  const one = 'aws_access_key_id = AKIA1\naws_secret_access_key=s3/cr+t\n'
  assert.deepEqual(parseAwsCredentials(one), plain)
  assert.deepEqual(parseAwsCredentials(`# comment\n[backup]\r\n${one}region = x\n`), plain)
  assert.deepEqual(parseAwsCredentials(`[profile other]\naws_access_key_id = no\n[default]\n${one}aws_session_token = t\n`), { ...plain, sessionToken: 't' })
})

test('JSON as the command line, sts and the metadata service give it', () => {
  const expiresAtMs = Date.parse('2026-11-21T18:00:00Z')
  const json = { AccessKeyId: 'AKIA1', SecretAccessKey: 's3/cr+t' }
  assert.deepEqual(parseAwsCredentials(JSON.stringify(json)), plain)
  assert.deepEqual(parseAwsCredentials(JSON.stringify({ Code: 'Success', ...json, Token: 't', Expiration: '2026-11-21T18:00:00Z' })), { ...plain, sessionToken: 't', expiresAtMs })
  assert.deepEqual(parseAwsCredentials(JSON.stringify({ Credentials: { ...json, SessionToken: 't', Expiration: '2026-11-21T18:00:00Z' } })), { ...plain, sessionToken: 't', expiresAtMs })
})

test('what is no key is CONFIG, and no part of it is shown', () => {
  for (const text of ['', 'hunter2', '{"AccessKeyId": "hunter2"}', '{hunter2', '"hunter2"', '{"Credentials": null}', 'aws_access_key_id = a\naws_secret_access_key = hunter2 x', '[a]\naws_access_key_id = hunter2\n[b]\naws_access_key_id = a', `{${'x'.repeat(70_000)}`])
    throwsFailure('CONFIG', /^(?!.*hunter2).*the key for the object store cannot be read/, () => parseAwsCredentials(text))
})
