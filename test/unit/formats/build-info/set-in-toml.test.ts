import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setInToml } from '../../../../src/formats/build-info/set-in-toml.ts'
import { throwsFailure } from '../../../support/throws.ts'

/** One key after the other, as `setValues` does. */
const set = (text: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce((under, [key, value]) => setInToml({ text: under, fileName: '/etc/acme/install', key, value }), text)

test('only the values change; comments, order, owner and the time of the first install stay', () => {
  const text = '# made by the installer\nowner   = "thaloco" # do not touch\nversion = \'v0.1.0\' # the live one\ninstalled_at = 2026-04-28T20:45:50Z\n\n[build]\ncommit = "aaaa"\n'
  assert.equal(set(text, { version: 'v0.2.0', 'build.commit': 'bbbb' }), text.replace("'v0.1.0'", '"v0.2.0"').replace('aaaa', 'bbbb'))
})

test('a key that is not there is added where it counts', () => {
  assert.equal(set('owner = "x"\n[build]\ncommit = "a"\n', { version: '2' }), 'owner = "x"\nversion = "2"\n[build]\ncommit = "a"\n')
  assert.equal(set('[build]\ncommit = "a"\n', { 'build.at': 'now' }), '[build]\nat = "now"\ncommit = "a"\n')
  assert.equal(set('', { version: '2' }), 'version = "2"\n')
  assert.equal(set('', { 'build.at': 'now' }), '[build]\nat = "now"\n')
  throwsFailure('CONFIG', /no key 'a\.b\.c'/, () => set('', { 'a.b.c': 'x' }))
})

test('a table is not overwritten, and a broken file not touched', () => {
  throwsFailure('CONFIG', /is a table or a list/, () => set('version = ["1"]\n', { version: '2' }))
  throwsFailure('CONFIG', /install:1/, () => set('version = \n', { version: '2' }))
})
