import assert from 'node:assert/strict'
import { test } from 'node:test'
import { s3Refusal } from '../../../../../src/drivers/sources/stores/s3-refusal.ts'

const refused = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): readonly string[] => {
  const { code, message } = s3Refusal({ status, headers, bytes: Buffer.from(body) }, { where: 'https://b.example.org/k', region: 'us-east-1', nowMs: 0 })
  return [code, message]
}
const error = (code: string, rest = ''): string => `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Words.</Message>${rest}</Error>`

test('F18 what stores say, in words for people', () => {
  const said: readonly (readonly [number, string, string, RegExp])[] = [
    [403, 'InvalidAccessKeyId', 'PERMISSION', /403 InvalidAccessKeyId: the store does not know this access key/],
    [400, 'ExpiredToken', 'PERMISSION', /session of this key has ended/],
    [403, 'AccessDenied', 'PERMISSION', /may not read this, or it is not there/],
    [404, 'NoSuchBucket', 'CONFIG', /no such bucket/],
    [301, 'PermanentRedirect', 'CONFIG', /not in us-east-1$/],
    [503, 'SlowDown', 'UNAVAILABLE', /HTTP 503 SlowDown: 'Words.'/],
  ]
  for (const [status, code, failureCode, words] of said) {
    const [is, message = ''] = refused(status, error(code))
    assert.equal(is, failureCode, code)
    assert.match(message, words)
  }
  assert.match(refused(400, error('AuthorizationHeaderMalformed', '<Region>eu-central-1</Region>'))[1] ?? '', /not in us-east-1 but in eu-central-1/)
})

test('a wrong clock is said with both clocks, as far as they are known', () => {
  assert.match(refused(403, error('RequestTimeTooSkewed'), { date: 'Sat, 21 Nov 2026 12:00:00 GMT' }).join(' '), /UNAVAILABLE .*clock says 1970-01-01T00:00:00.000Z and the server's 2026-11-21T12:00:00.000Z/)
  assert.match(refused(403, error('RequestTimeTooSkewed')).join(' '), /the server's something else/)
})

test('a body that is no XML, or hostile, leaves the status to speak, and repaints no terminal', () => {
  assert.deepEqual(refused(403, '<html>'), ['PERMISSION', 'https://b.example.org/k answers HTTP 403: we may not read this, or it is not there and we may not know'])
  assert.deepEqual(refused(500, ''), ['UNAVAILABLE', 'https://b.example.org/k answers HTTP 500'])
  assert.deepEqual(refused(500, '<Error><Code>\u001b[2J</Code></Error>'), ['UNAVAILABLE', 'https://b.example.org/k answers HTTP 500 \\x1b[2J'])
})
