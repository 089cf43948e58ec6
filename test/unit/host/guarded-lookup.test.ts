import assert from 'node:assert/strict'
import type { LookupFunction } from 'node:net'
import { test } from 'node:test'
import { guardedLookup, judgeLiteral, type Origin } from '../../../src/host/guarded-lookup.ts'
import { throwsFailure } from '../../support/throws.ts'

const resolve = (lookup: LookupFunction, hostname: string): Promise<unknown> =>
  new Promise((done, fail) => lookup(hostname, { all: true }, (error, addresses) => (error === null ? done(addresses) : fail(error))))
const origin = (url: string, reach: Origin['reach'] = null): Origin => ({ origin: new URL(url).origin, may: 'public', reach })

test('the configured origin may be anywhere, and its reach is remembered', async () => {
  const own = origin('https://localhost')
  await resolve(guardedLookup(new URL('https://localhost/x'), own), 'localhost')
  assert.equal(own.reach, 'loopback')
})

test('F20 a name that resolves to loopback is refused when a public origin redirects to it', async () => {
  const lookup = guardedLookup(new URL('https://localhost/x'), origin('https://example.org', 'public'))
  await assert.rejects(resolve(lookup, 'localhost'), /redirects to localhost, which is a loopback address/)
  await resolve(guardedLookup(new URL('https://localhost/x'), origin('https://127.0.0.1', 'loopback')), 'localhost')
})

test('an origin whose reach nobody has seen counts as public', async () => {
  await assert.rejects(resolve(guardedLookup(new URL('https://localhost/x'), origin('https://example.org')), 'localhost'), /loopback/)
})

test('an address in place of a name is judged as well', () => {
  const own = origin('https://10.0.0.1')
  judgeLiteral(new URL('https://10.0.0.1/x'), own)
  assert.equal(own.reach, 'private')
  judgeLiteral(new URL('https://192.168.0.1/x'), own)
  throwsFailure('REFUSED', /link-local/, () => judgeLiteral(new URL('https://169.254.169.254/x'), own))
  throwsFailure('REFUSED', /loopback/, () => judgeLiteral(new URL('https://[::1]/x'), own))
  judgeLiteral(new URL('https://example.org/x'), own)
})

test('J25 the metadata service is reached by whoever means it, and then it alone', () => {
  const metadata = new URL('http://169.254.169.254/latest/meta-data')
  throwsFailure('REFUSED', /169\.254\.169\.254 is a link-local address/, () => judgeLiteral(metadata, origin(metadata.href)))
  judgeLiteral(metadata, { ...origin(metadata.href), may: 'link-local' })
  for (const other of ['http://93.184.215.14', 'http://10.0.0.1'])
    throwsFailure('REFUSED', /is a (?:public|private) address/, () => judgeLiteral(new URL(other), { ...origin(other), may: 'link-local' }))
})

test('F20 a public origin that resolves anew to an address of ours stays public', async () => {
  const own = origin('https://localhost', 'public')
  await resolve(guardedLookup(new URL('https://localhost/x'), own), 'localhost')
  assert.equal(own.reach, 'public')
  throwsFailure('REFUSED', /redirects to 10\.0\.0\.1, which is a private address/, () => judgeLiteral(new URL('https://10.0.0.1/x'), own))
})

test('a name that does not resolve is an error', async () => {
  await assert.rejects(resolve(guardedLookup(new URL('https://x.invalid/'), origin('https://x.invalid')), 'x.invalid'))
})
