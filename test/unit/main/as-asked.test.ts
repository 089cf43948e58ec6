import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Settings } from '../../../src/config/settings.ts'
import { asAsked } from '../../../src/main/as-asked.ts'
import { throwsFailure } from '../../support/throws.ts'

const settings = {
  source: { kind: 'url', url: 'https://example.org/{tag}/jaco-{tag}.tar.gz', http: 'allowed' },
  mirrors: [{ kind: 'directory', path: '/srv' }],
  binaries: [{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }, { name: 'sbin/jacod', publicPath: '/usr/local/sbin/jacod' }],
} as unknown as Settings

test('nothing asked, nothing changed', () => {
  assert.equal(asAsked(settings, { url: null, prefix: null }), settings)
})

test('a URL that was typed replaces the source and its mirrors, and nothing else', () => {
  const asked = asAsked(settings, { url: 'https://example.org/jaco-v1.2.3.tar.gz', prefix: null })
  assert.deepEqual(asked, { ...settings, source: { kind: 'url', url: 'https://example.org/jaco-v1.2.3.tar.gz', http: 'allowed' }, mirrors: [] })
})

test('J24 J26 a URL that no source may ask is a mistake of whoever typed it, never a bug of ours', () => {
  for (const url of ['ftp://example.org/jaco-v1.2.3.tar.gz', 'file:///tmp/jaco-v1.2.3.tar.gz', 'https://me:secret@example.org/jaco-v1.2.3.tar.gz', 'https://example.org/{branch}/jaco-v1.2.3.tar.gz'])
    throwsFailure('USAGE', /^the URL of the release (?!.*secret)/, () => asAsked(settings, { url, prefix: null }))
})

test('a prefix moves every public path, and keeps their names', () => {
  const asked = asAsked(settings, { url: null, prefix: '/srv/jaco/bin' })
  assert.deepEqual(asked.binaries.map((file) => file.publicPath), ['/srv/jaco/bin/jaco', '/srv/jaco/bin/jacod'])
})
