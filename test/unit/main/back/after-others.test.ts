import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAbout, versionMeant } from '../../../../src/main/back/after-others.ts'

const release = (version: string): { readonly version: string; readonly artifactSha256: null; readonly directory: string } => ({ version, artifactSha256: null, directory: '' })

test('f05 f06 who wants to go back in the middle of an upgrade means what ran before it', () => {
  assert.equal(versionMeant({ from: release('1.0.0'), to: release('2.0.0') }), '1.0.0')
  assert.equal(versionMeant({ from: null, to: release('2.0.0') }), null)
})

test('f07 two who want to go back want the same, not there and back again', () => {
  assert.equal(versionMeant({ way: 'back', from: release('2.0.0'), to: release('1.0.0') }), '1.0.0')
})

test('a unit is about an app by its instance name; without one it is about the only app there is', () => {
  const about = ['app-upgrade@acme.service', 'app-upgrade@acme@v1.0.0.service', 'app-upgrade@v1.0.0.service', 'app-upgrade-fallback@acme.service', 'app-upgrade@acme@1.0.0\\x2drc.1.service']
  for (const unit of about) assert.ok(isAbout(unit, 'acme'), unit)
  for (const unit of ['app-upgrade@jaco.service', 'app-upgrade@acme2@v1.0.0.service', 'app-upgrade-acquire@acme.service', 'app-upgrade@..service', 'acme.service']) assert.ok(!isAbout(unit, 'acme'), unit)
})
