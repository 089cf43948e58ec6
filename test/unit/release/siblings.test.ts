import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseArtifactName } from '../../../src/release/artifact.ts'
import { artifactNameOf, siblingOf, withoutSecrets } from '../../../src/release/siblings.ts'
import { throwsFailure } from '../../support/throws.ts'

const sums = parseArtifactName('SHA256SUMS')

test('the name is the last path segment', () => {
  assert.equal(artifactNameOf('https://example.org/a/b/jaco-v0.2.0.tar.gz'), 'jaco-v0.2.0.tar.gz')
  assert.equal(artifactNameOf('https://example.org/a%20b.tgz'), 'a b.tgz')
})
test('V14, H24 query and fragment are no part of the name', () => {
  assert.equal(artifactNameOf('https://example.org/x.tgz?token=a/b&v=1'), 'x.tgz')
  assert.equal(artifactNameOf('https://example.org/x.tgz#/y.tgz'), 'x.tgz')
})
test('H24 an encoded slash or NUL cannot hide in a name, and only one decoding happens', () => {
  throwsFailure('DATA', /has a slash/, () => artifactNameOf('https://example.org/a%2fb.tgz'))
  throwsFailure('DATA', /has a slash/, () => artifactNameOf('https://example.org/..%2F..%2Fetc%2Fpasswd'))
  throwsFailure('DATA', /cannot be seen/, () => artifactNameOf('https://example.org/a%00b'))
  throwsFailure('DATA', /percent-encoded/, () => artifactNameOf('https://example.org/a%ff'))
  assert.equal(artifactNameOf('https://example.org/a%252fb'), 'a%2fb')
})
test('a URL without a file, and what is no URL, are refused without showing secrets', () => {
  throwsFailure('USAGE', /names no file/, () => artifactNameOf('https://example.org/dir/'))
  throwsFailure('USAGE', /^'example\.org\/x\.tgz' is not a URL$/, () => artifactNameOf('example.org/x.tgz?token=secret'))
  throwsFailure('USAGE', /is not a URL/, () => artifactNameOf('mailto:someone@example.org'))
  throwsFailure('USAGE', /is not a URL/, () => artifactNameOf(`https://example.org/${'x'.repeat(5000)}`))
})
test('a sibling replaces the last path segment and keeps the query', () => {
  assert.equal(siblingOf('https://example.org/v1/jaco.tar.gz', sums), 'https://example.org/v1/SHA256SUMS')
  assert.equal(siblingOf('https://u:p@example.org:8443/v1/jaco.tar.gz?sig=a/b#top', sums), 'https://u:p@example.org:8443/v1/SHA256SUMS?sig=a/b')
  assert.equal(siblingOf('https://example.org/jaco.tar.gz', parseArtifactName('a b?#%.sig')), 'https://example.org/a%20b%3F%23%25.sig')
})
test('E44 what is shown carries no credentials', () => {
  assert.equal(withoutSecrets('https://u:p@example.org/x.tgz?token=t#f'), 'https://example.org/x.tgz')
  assert.equal(withoutSecrets('//u:p@host/x?t=1'), "'//host/x'")
})
