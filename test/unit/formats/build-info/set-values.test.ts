import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setValues, type BuildInfoFormat } from '../../../../src/formats/build-info/set-values.ts'
import { throwsFailure } from '../../../support/throws.ts'

const set = (format: BuildInfoFormat, text: string, values: Readonly<Record<string, string>>): string => setValues(format, text, '/etc/acme/install', values)

test('toml: only the values change; comments, order, owner and the time of the first install stay', () => {
  const text = '# made by the installer\nowner   = "thaloco" # do not touch\nversion = \'v0.1.0\' # the live one\ninstalled_at = 2026-04-28T20:45:50Z\n\n[build]\ncommit = "aaaa"\n'
  assert.equal(set('toml', text, { version: 'v0.2.0', 'build.commit': 'bbbb' }), text.replace("'v0.1.0'", '"v0.2.0"').replace('aaaa', 'bbbb'))
})

test('toml: a key that is not there is added where it counts', () => {
  assert.equal(set('toml', 'owner = "x"\n[build]\ncommit = "a"\n', { version: '2' }), 'owner = "x"\nversion = "2"\n[build]\ncommit = "a"\n')
  assert.equal(set('toml', '[build]\ncommit = "a"\n', { 'build.at': 'now' }), '[build]\nat = "now"\ncommit = "a"\n')
  assert.equal(set('toml', '', { version: '2' }), 'version = "2"\n')
  assert.equal(set('toml', '', { 'build.at': 'now' }), '[build]\nat = "now"\n')
  throwsFailure('CONFIG', /no key 'a\.b\.c'/, () => set('toml', '', { 'a.b.c': 'x' }))
})

test('toml: a table is not overwritten, and a broken file not touched', () => {
  throwsFailure('CONFIG', /is a table or a list/, () => set('toml', 'version = ["1"]\n', { version: '2' }))
  throwsFailure('CONFIG', /install:1/, () => set('toml', 'version = \n', { version: '2' }))
})

test('json: only the values change, whatever the file looks like', () => {
  const text = '{\n\t"owner": "th\\"a{loco",\n\t"version" : "1.0.0", "build": {"commit":"a", "n": [1, {"version": "x"}]}\n}\n'
  assert.equal(set('json', text, { version: '2.0.0', 'build.commit': 'b"c' }), text.replace('1.0.0', '2.0.0').replace('"a"', '"b\\"c"'))
})

test('json: a member that is not there is added as its neighbours are written', () => {
  assert.equal(set('json', '{\n  "a": "1"\n}\n', { b: '2' }), '{\n  "b": "2",\n  "a": "1"\n}\n')
  assert.equal(set('json', '{"a":"1"}', { b: '2' }), '{"b": "2", "a":"1"}')
  assert.equal(set('json', '{ }', { b: '2' }), '{"b": "2"}')
  assert.equal(set('json', '', { b: '2' }), '{"b": "2"}\n')
  throwsFailure('CONFIG', /no object 'x'/, () => set('json', '{}', { 'x.y': '2' }))
})

test('json: an object is not overwritten, text is not entered, and a broken file not touched', () => {
  throwsFailure('CONFIG', /'version' is no text/, () => set('json', '{"version": {}}', { version: '2' }))
  throwsFailure('CONFIG', /'version' is no object/, () => set('json', '{"version": "1"}', { 'version.major': '2' }))
  throwsFailure('DATA', /./, () => set('json', '{"version": "1", "version": "2"}', { version: '3' }))
})

test('env: the last assignment is the one that counts, and what is around it stays', () => {
  const text = '# versions\nVERSION=0.9\n  export VERSION="1.0" \nOTHER=VERSION=7'
  assert.equal(set('env', text, { VERSION: '2.0' }), '# versions\nVERSION=0.9\n  export VERSION=2.0\nOTHER=VERSION=7')
  assert.equal(set('env', 'A=1', { VERSION: 'v 2$' }), 'A=1\nVERSION="v 2\\$"\n')
  assert.equal(set('env', 'VERSION=1\r\nB=2\r\n', { VERSION: '2' }), 'VERSION=2\r\nB=2\r\n')
})

test('env: a value over several lines is not cut in two, and a line that only goes on is no assignment', () => {
  throwsFailure('CONFIG', /line 1 .* several lines/, () => set('env', 'VERSION="1\n2"\n', { VERSION: '3' }))
  throwsFailure('CONFIG', /line 1 .* several lines/, () => set('env', 'VERSION=1\\\n2\n', { VERSION: '3' }))
  assert.equal(set('env', 'A=x\\\nVERSION=1\n', { VERSION: '2' }), 'A=x\\\nVERSION=1\nVERSION=2\n')
})

test('a value is one line', () => {
  for (const format of ['toml', 'json', 'env'] as const) throwsFailure('DATA', /one line/, () => set(format, '', { version: '1\nEVIL=2' }))
})
