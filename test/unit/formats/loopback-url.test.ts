import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseLoopbackUrl } from '../../../src/formats/loopback-url.ts'
import { throwsFailure } from '../../support/throws.ts'

test('this machine, however it is spelled', () => {
  for (const text of ['http://127.0.0.1:8080/health', 'http://localhost/', 'http://[::1]:1/', 'http://127.9.9.9', 'http://0x7f.1/', 'http://2130706433/'])
    assert.ok(parseLoopbackUrl(text, 'refused') instanceof URL, text)
})
test('E47 other machines, unless allowed', () => {
  for (const text of ['http://10.0.0.1/', 'http://example.org/', 'http://127.0.0.1.example.org/', 'http://localhost.example.org', 'http://[::ffff:10.0.0.1]/', 'http://0.0.0.0/', 'http://169.254.169.254/'])
    throwsFailure('DATA', /not on this machine/, () => parseLoopbackUrl(text, 'refused'))
  assert.equal(parseLoopbackUrl('http://10.0.0.1/', 'allowed').hostname, '10.0.0.1')
})
test('E47 other schemes, credentials, fragments', () => {
  for (const text of ['https://127.0.0.1/', 'file:///etc/passwd', 'ftp://127.0.0.1', '127.0.0.1:80', '', 'http://'])
    throwsFailure('DATA', /is not an http/, () => parseLoopbackUrl(text, 'allowed'))
  throwsFailure('DATA', /^the URL carries a user name or password$/, () => parseLoopbackUrl('http://root:secret@127.0.0.1/', 'refused'))
  throwsFailure('DATA', /fragment/, () => parseLoopbackUrl('http://127.0.0.1/#x', 'refused'))
})
