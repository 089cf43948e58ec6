import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonOf, prettyJsonOf, safe, withoutUrlSecrets } from '../../../../src/cli/words/safe.ts'

const secretUrls = [
  ['https://user:secret@h.example/a.tgz?token=secret#secret', 'https://h.example/a.tgz'],
  ["'https://user:secret@h.example/a.tgz?token=secret' cannot be read", "'https://h.example/a.tgz' cannot be read"],
  ["https://h.example/a?sig=sec'ret&x=1: HTTP 403", 'https://h.example/a: HTTP 403'],
  ['https://a@secret@h.example/', 'https://h.example/'],
  ['see S3://key:secret@bucket/x?X-Amz-Signature=secret, and http://h.example/?secret.', 'see S3://bucket/x, and http://h.example/.'],
  ['https://secret@h.example', 'https://h.example'],
  ['unix:/run/x.sock?plain', 'unix:/run/x.sock?plain'],
  ['https://h.example:8443/a/b', 'https://h.example:8443/a/b'],
] as const

for (const [text, shown] of secretUrls) {
  test(`a URL loses user info and query, and the sentence around it stays: ${shown}`, () => {
    assert.equal(withoutUrlSecrets(text), shown)
    assert.doesNotMatch(safe(text), /secret/)
  })
}

test('J39 what cannot be seen is written out in texts', () => {
  assert.equal(safe('a\x1b[2J\nb\u202ec\u2028d\x9be'), 'a\\x1b[2J\\x0ab\\u{202e}c\\u{2028}d\\x9be')
})

test('making a text safe twice changes nothing', () => {
  const once = safe('a\x1b https://u:p@h/?q \u{e0001}')
  assert.equal(safe(once), once)
})

test('JSON escapes what cannot be seen, loses nothing of it, and drops URL secrets', () => {
  const value = { text: 'a\x9b\u202e\u2028\u{e0001}b', url: 'https://u:secret@h/a?secret', number: 1, none: null }
  const json = jsonOf(value)
  assert.match(json, /^[\x20-\x7e]+$/)
  assert.deepEqual(JSON.parse(json), { ...value, url: 'https://h/a' })
})

test('pretty JSON has lines, and is the same value', () => {
  const json = prettyJsonOf({ a: ['x\u202e', 1] })
  assert.ok(json.includes('\n'))
  assert.deepEqual(JSON.parse(json), { a: ['x\u202e', 1] })
})

test('a long hostile text costs time in proportion to its length', () => {
  for (const part of ['x', "https://h/?'", 'a:', 'https://', '@', "'", 'a://b@']) {
    const startedMs = performance.now()
    withoutUrlSecrets(part.repeat(200_000))
    withoutUrlSecrets(`https://h/?${part.repeat(200_000)}`)
    assert.ok(performance.now() - startedMs < 30_000, part)
  }
})
