import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBearerToken } from '../../../../src/formats/stores/bearer-token.ts'
import { throwsFailure } from '../../../support/throws.ts'

const parse = (value: unknown): ReturnType<typeof parseBearerToken> => parseBearerToken(Buffer.from(JSON.stringify(value)), 1000)

test('seconds as a number, as text, or not at all', () => {
  assert.deepEqual(parse({ access_token: 'a.b', expires_in: 3599, token_type: 'Bearer' }), { token: 'a.b', expiresAtMs: 3_600_000 })
  assert.deepEqual(parse({ access_token: 'a.b', expires_in: '3599' }), { token: 'a.b', expiresAtMs: 3_600_000 })
  assert.deepEqual(parse({ access_token: 'a.b' }), { token: 'a.b', expiresAtMs: 1000 })
})

test('no token, or one that would end the header, is DATA and not shown', () => {
  for (const value of [{}, [], null, 'hunter2', { access_token: '' }, { access_token: 'hunter2\r\nx: y' }, { access_token: 7 }, { access_token: 'hunter2'.repeat(9999) }])
    throwsFailure('DATA', /^(?!.*hunter2)/, () => parse(value))
})
