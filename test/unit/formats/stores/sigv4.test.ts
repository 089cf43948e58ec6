import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyPayloadSha256, escapedKey, escapedPart, signedHeaders } from '../../../../src/formats/stores/sigv4.ts'

// The key, the moment and the answers of Amazon's own examples ("Authenticating Requests: Using the Authorization Header").
const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', sessionToken: null }
const scope = { region: 'us-east-1', service: 's3', atMs: Date.parse('2013-05-24T00:00:00Z') } as const
const get = (url: string): Parameters<typeof signedHeaders>[0] => ({ method: 'GET', url, headers: {}, payloadSha256: emptyPayloadSha256 })
const signatureOf = (headers: Readonly<Record<string, string>>): string | undefined => headers['authorization']?.split('Signature=')[1]

test('Amazon\'s example of a listing has Amazon\'s signature', async () => {
  const headers = await signedHeaders(get('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J'), key, scope)
  assert.equal(signatureOf(headers), '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7')
  assert.equal(headers['x-amz-date'], '20130524T000000Z')
  assert.match(headers['authorization'] ?? '', /SignedHeaders=host;x-amz-content-sha256;x-amz-date,/)
})

test('Amazon\'s example of an upload has Amazon\'s signature: an odd key, headers of its own, the digest of its content', async () => {
  const headers = await signedHeaders({
    method: 'PUT', url: `https://examplebucket.s3.amazonaws.com/${escapedKey('test$file.text')}`,
    headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    payloadSha256: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
  }, key, scope)
  assert.equal(signatureOf(headers), '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd')
  assert.equal(headers['x-amz-storage-class'], 'REDUCED_REDUNDANCY')
})

test('a session\'s token is signed; another secret, region, moment or path is another signature', async () => {
  const url = 'https://b.example.org/a'
  const plain = signatureOf(await signedHeaders(get(url), key, scope))
  const session = await signedHeaders(get(url), { ...key, sessionToken: 'token' }, scope)
  assert.equal(session['x-amz-security-token'], 'token')
  assert.match(session['authorization'] ?? '', /x-amz-security-token/)
  const others = [signedHeaders(get(url), { ...key, secretAccessKey: 'x' }, scope), signedHeaders(get(url), key, { ...scope, region: 'x' }), signedHeaders(get(url), key, { ...scope, atMs: 0 }), signedHeaders(get(`${url}b`), key, scope)]
  for (const other of [session, ...await Promise.all(others)]) assert.notEqual(signatureOf(other), plain)
})

test('keys are escaped as signatures want them', () => {
  assert.equal(escapedKey('a+b & c=d/\'(!)*ü~'), 'a%2Bb%20%26%20c%3Dd/%27%28%21%29%2A%C3%BC~')
  assert.equal(escapedPart('a/b'), 'a%2Fb')
})
