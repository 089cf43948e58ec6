import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requestOf } from '../../../src/cli/request.ts'
import { throwsFailure } from '../../support/throws.ts'
import { aWorld } from '../../support/scripted-world.ts'

const asked = (values: Readonly<Record<string, string>>, ...switches: readonly string[]) => requestOf({ values, switches: new Set(switches), several: [] }, aWorld())

test('what was not said is null or no', () => {
  assert.deepEqual(asked({}), { way: 'on', version: null, channel: null, url: null, prefix: null, bundle: null, occasion: 'person', force: 'no', dryRun: 'no', actor: 'root (uid 0) on pts/0', reason: null })
  assert.equal(asked({}, 'force').force, 'yes')
  assert.equal(asked({}, 'dry-run').dryRun, 'yes')
})

for (const prefix of ['bin', './bin', '', '/usr/../etc', '/..']) {
  test(`--prefix '${prefix}' is refused`, () => { throwsFailure('USAGE', /--prefix must be an absolute path/, () => asked({ prefix })) })
}

for (const url of ['not a url', 'https://u:secret@h.example/?secret', 'https://u:secret@h.example/', '//h/x?secret']) {
  test(`--url '${url}' is refused without repeating its secrets`, () => {
    throwsFailure('USAGE', /^(?!.*secret)/, () => asked({ url }))
  })
}

test('a version and a channel exclude each other, and neither may be nonsense', () => {
  throwsFailure('USAGE', /exclude each other/, () => asked({ to: '1.0.0', channel: 'beta' }))
  throwsFailure('USAGE', /cannot be a channel's name/, () => asked({ channel: '../x' }))
  throwsFailure('USAGE', /is not a version/, () => asked({ to: 'beta' }))
})

test('a reason that the request file could not hold is refused where it was typed', () => {
  assert.equal(asked({ reason: 'ü'.repeat(1000) }).reason?.length, 1000)
  throwsFailure('USAGE', /--reason is longer than 1000 characters/, () => asked({ reason: 'x'.repeat(1001) }))
})

test('a bundle is a directory, and nothing else is asked beside it', () => {
  assert.equal(asked({ bundle: './acme-2.0.0.bundle' }).bundle, './acme-2.0.0.bundle')
  throwsFailure('USAGE', /--bundle must be the path of a directory/, () => asked({ bundle: '' }))
  throwsFailure('USAGE', /--bundle and --url exclude each other/, () => asked({ bundle: '/b', url: 'https://example.org/acme-v1.2.3.tar.gz' }))
  throwsFailure('USAGE', /--bundle and --channel exclude each other/, () => asked({ bundle: '/b', channel: 'beta' }))
})
