import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatManifest } from '../../../src/formats/manifest/manifest.ts'
import { readForRewriting } from '../../../src/publish/manifest-file.ts'
import { noManifest } from '../../../src/publish/release-in-manifest.ts'
import { throwsFailure } from '../../support/throws.ts'

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const release = { version: 'v1.0.0', notes: 'first', artifacts: [{ name: 'a', url: 'a', os: 'linux', arch: 'amd64', size: 3 }] }

test('a manifest that is all understood can be written again, and none is an empty one', () => {
  assert.equal(readForRewriting(null, 'm'), noManifest)
  const whole = { schema_version: 1, product: 'acme', latest_stable: 'v1.0.0', channels: { stable: 'v1.0.0' }, releases: [release] }
  assert.deepEqual(JSON.parse(formatManifest(readForRewriting(bytes(whole), 'm'))), whole)
})

test('how a release is rolled out stays as it was, and a plain no may be left out', () => {
  const rolled = { ...release, rollout_percent: 10, rollout_seed: 'autumn', stop_over: true }
  const whole = { schema_version: 1, releases: [rolled, { version: 'v0.9.0', yanked: false, stop_over: false }] }
  assert.deepEqual(JSON.parse(formatManifest(readForRewriting(bytes(whole), 'm'))).releases, [rolled, { version: 'v0.9.0' }])
})

test('what would be lost by writing it again is refused, wherever it stands', () => {
  for (const [value, key] of [
    [{ schema_version: 1, colour: 'red', releases: [] }, 'colour'],
    [{ schema_version: 1, releases: [release, { version: 'v0.9.0', size: 1 }] }, 'releases.size'],
    [{ schema_version: 1, colour: false, releases: [] }, 'colour'],
    [{ schema_version: 1, releases: [{ version: 'v1.0.0', critical: ['new'], new: 1 }] }, 'releases.critical'],
    [{ schema_version: 1, releases: [{ ...release, artifacts: [{ ...release.artifacts[0], mirror: 'x' }] }] }, 'releases.artifacts.mirror'],
  ] as const) throwsFailure('REFUSED', new RegExp(`m has keys that would be lost: '${key.replaceAll('.', '\\.')}'`), () => readForRewriting(bytes(value), 'm'))
})

test('P11 a newer manifest and a broken one are not written over', () => {
  throwsFailure('REFUSED', /schema version 2/, () => readForRewriting(bytes({ schema_version: 2, releases: [] }), 'm'))
  throwsFailure('DATA', /m/, () => readForRewriting(Buffer.from('{'), 'm'))
})
