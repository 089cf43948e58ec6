import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstHop, nextHop, shown } from '../../../src/host/redirects.ts'
import { throwsFailure } from '../../support/throws.ts'

const strict = { plainHttp: 'refused', charactersMax: 4096 } as const
const lax = { plainHttp: 'allowed', charactersMax: 4096 } as const
const from = new URL('https://example.org/a/b.tar.gz?token=secret')
const next = (location: string): string => nextHop(from, location, strict).href

test('a Location may be whole or relative; its fragment goes', () => {
  assert.equal(next('https://cdn.example.net/x'), 'https://cdn.example.net/x')
  assert.equal(next('/other?q=1#frag'), 'https://example.org/other?q=1')
  assert.equal(next('c.tar.gz'), 'https://example.org/a/c.tar.gz')
  assert.equal(next('//cdn.example.net/x'), 'https://cdn.example.net/x')
})

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['F20 from https to http', 'http://example.org/x', /plain http at example\.org/],
  ['F20 from https to http on loopback', 'http://127.0.0.1/x', /plain http/],
  ['F21 a line feed', 'https://example.org/x\r\nSet-Cookie: a', /characters that no URL may hold/],
  ['F21 a space', 'https://example.org/a b', /characters/],
  ['F21 beyond ASCII', 'https://exämple.org/', /characters/],
  ['F21 credentials', 'https://user:pw@example.org/', /holds credentials/],
  ['F21 a user alone', 'https://user@example.org/', /holds credentials/],
  ['F21 oversized', `https://example.org/${'x'.repeat(5000)}`, /an address of 5020 characters/],
  ['J24 ftp', 'ftp://example.org/x', /scheme 'ftp:'/],
  ['J24 file', 'file:///etc/passwd', /scheme 'file:'/],
  ['J24 data', 'data:text/plain,x', /scheme 'data:'/],
  ['no URL', 'https://', /not a URL/],
]
for (const [name, location, message] of wrong) test(`${name} is refused`, () => throwsFailure('REFUSED', message, () => next(location)))

test('F21 no message shows a token or a password', () => {
  for (const [, location] of wrong) {
    try {
      next(location)
    } catch (thrown) {
      assert.doesNotMatch(String(thrown), /secret|:pw/)
    }
  }
  assert.equal(shown(from), 'https://example.org/a/b.tar.gz')
})

test('V15 J23 plain http is refused, unless the operator or our own loopback says otherwise', () => {
  throwsFailure('REFUSED', /http:\/\/example\.org\/x is plain http/, () => firstHop('http://example.org/x', strict))
  throwsFailure('REFUSED', /plain http/, () => firstHop('http://localhost/x', strict))
  throwsFailure('REFUSED', /plain http/, () => firstHop('http://10.0.0.1/x', strict))
  for (const address of ['http://127.0.0.1:8080/x', 'http://[::1]/x', 'https://example.org/x']) assert.equal(firstHop(address, strict).href, address)
  assert.equal(firstHop('http://example.org/x', lax).href, 'http://example.org/x')
  assert.equal(nextHop(new URL('http://example.org/x'), 'http://example.net/y', lax).href, 'http://example.net/y')
})

test('a loopback origin over http may not lead us to http elsewhere', () => {
  throwsFailure('REFUSED', /plain http at example\.org/, () => nextHop(new URL('http://127.0.0.1/x'), 'http://example.org/y', strict))
})

test('J26 the configured address may hold no credentials, and must be a URL that we fetch', () => {
  throwsFailure('REFUSED', /holds credentials/, () => firstHop('https://u:p@example.org/', strict))
  throwsFailure('REFUSED', /not a URL/, () => firstHop('nonsense', strict))
  throwsFailure('REFUSED', /scheme/, () => firstHop('ftp://example.org/x', strict))
})
