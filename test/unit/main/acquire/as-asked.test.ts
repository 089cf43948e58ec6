import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Settings } from '../../../../src/config/settings.ts'
import { asAsked, bundleIn } from '../../../../src/main/acquire/as-asked.ts'
import { throwsFailure } from '../../../support/throws.ts'

const settings = {
  source: { kind: 'url', url: 'https://example.org/{tag}/jaco-{tag}.tar.gz', http: 'allowed' },
  mirrors: [{ kind: 'directory', path: '/srv' }],
  binaries: [{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }, { name: 'sbin/jacod', publicPath: '/usr/local/sbin/jacod' }],
} as unknown as Settings

test('nothing asked, nothing changed', () => {
  assert.equal(asAsked(settings, { url: null, bundle: null, prefix: null }), settings)
})

test('a URL that was typed replaces the source and its mirrors, and nothing else', () => {
  const asked = asAsked(settings, { url: 'https://example.org/jaco-v1.2.3.tar.gz', bundle: null, prefix: null })
  assert.deepEqual(asked, { ...settings, source: { kind: 'url', url: 'https://example.org/jaco-v1.2.3.tar.gz', http: 'allowed' }, mirrors: [] })
})

test('J24 J26 a URL that no source may ask is a mistake of whoever typed it, never a bug of ours', () => {
  for (const url of ['ftp://example.org/jaco-v1.2.3.tar.gz', 'file:///tmp/jaco-v1.2.3.tar.gz', 'https://me:secret@example.org/jaco-v1.2.3.tar.gz', 'https://example.org/{branch}/jaco-v1.2.3.tar.gz'])
    throwsFailure('USAGE', /^the URL of the release (?!.*secret)/, () => asAsked(settings, { url, bundle: null, prefix: null }))
})

test('a prefix moves every public path, and keeps their names', () => {
  const asked = asAsked(settings, { url: null, bundle: null, prefix: '/srv/jaco/bin' })
  assert.deepEqual(asked.binaries.map((file) => file.publicPath), ['/srv/jaco/bin/jaco', '/srv/jaco/bin/jacod'])
})

test('a bundle takes the place of the source and its mirrors, and is looked into for what the app file calls a release', () => {
  const asked = asAsked(settings, { url: null, bundle: '/var/lib/app-upgrade/jaco/handed/1/jaco.bundle', prefix: null })
  assert.deepEqual([asked.mirrors, asked.binaries], [[], settings.binaries])
  const templates = [
    [settings.source, 'jaco-{tag}.tar.gz'],
    [{ kind: 'url', url: 'https://example.org/{tag}/cmdop-linux-{arch}?token=x#y' }, 'cmdop-linux-{arch}'],
    [{ kind: 'github', repository: 'acme/jaco', artifact: 'jaco-{version}.zip' }, 'jaco-{version}.zip'],
    [{ kind: 'tree', url: 'https://example.org' }, null],
    [{ kind: 'manifest', url: 'https://example.org/manifest.json' }, null],
  ] as const
  for (const [source, template] of templates) assert.equal(bundleIn(asAsked({ ...settings, source }, { url: null, bundle: '/b', prefix: null }))?.template, template, source.kind)
  assert.equal(bundleIn(settings), null)
})
