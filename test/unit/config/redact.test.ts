import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redacted, redactUrls } from '../../../src/config/redact.ts'

test('E43 the value of a key that looks secret is not shown', () => {
  for (const key of ['password', 'db_passwd', 'API_TOKEN', 'client-secret', 'credentials', 'private', 'keys', 'authorization', 'cookie']) {
    assert.equal(redacted("'hunter2' is too short", ['probe', 0, key], 'hunter2'), "'***' is too short", key)
  }
})
test('E43 nor is any part of a table or list under it', () => {
  assert.equal(redacted('one of abcdef, abc is wrong', ['trust', 0, 'keys'], ['abc', { inner: 'abcdef' }]), 'one of ***, *** is wrong')
})
test('a value of any other key is shown', () => {
  assert.equal(redacted("'blue' is no colour", ['probe', 0, 'colour'], 'blue'), "'blue' is no colour")
})
test('E44 user names and passwords in URLs are not shown', () => {
  assert.equal(redactUrls("'http://alice:hun?ter2@proxy:3128/x' and ftp://bob@host"), "'http://***@proxy:3128/x' and ftp://***@host")
  assert.equal(redactUrls('http://alice:hunter2@proxy:3128/x'), 'http://***@proxy:3128/x')
})
test('E44 queries of URLs, where object stores sign, are not shown', () => {
  assert.equal(redactUrls("'https://s3/x?X-Amz-Signature=dead'beef' is wrong"), "'https://s3/x?***' is wrong")
  assert.equal(redactUrls('https://u:p@s3/x?sig=1'), 'https://***@s3/x?***')
})
test('a URL without secrets stays as it is', () => {
  assert.equal(redactUrls('https://example.org/a@b/c is fine?'), 'https://example.org/a@b/c is fine?')
})
