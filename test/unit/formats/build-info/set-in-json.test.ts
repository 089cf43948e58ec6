import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setInJson } from '../../../../src/formats/build-info/set-in-json.ts'
import { throwsFailure } from '../../../support/throws.ts'

/** One key after the other, as `setValues` does. */
const set = (text: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce((under, [key, value]) => setInJson({ text: under, fileName: '/etc/acme/install', key, value }), text)

test('only the values change, whatever the file looks like', () => {
  const text = '{\n\t"owner": "th\\"a{loco",\n\t"version" : "1.0.0", "build": {"commit":"a", "n": [1, {"version": "x"}]}\n}\n'
  assert.equal(set(text, { version: '2.0.0', 'build.commit': 'b"c' }), text.replace('1.0.0', '2.0.0').replace('"a"', '"b\\"c"'))
})

test('a member that is not there is added as its neighbours are written', () => {
  assert.equal(set('{\n  "a": "1"\n}\n', { b: '2' }), '{\n  "b": "2",\n  "a": "1"\n}\n')
  assert.equal(set('{"a":"1"}', { b: '2' }), '{"b": "2", "a":"1"}')
  assert.equal(set('{ }', { b: '2' }), '{"b": "2"}')
  assert.equal(set('', { b: '2' }), '{"b": "2"}\n')
  assert.equal(set('', { 'x.y': '2', 'x.z': '3' }), '{"x": {"z": "3", "y": "2"}}\n')
  assert.equal(set('{\n  "x": {\n    "a": "1"\n  }\n}\n', { 'x.y.z': '2' }), '{\n  "x": {\n    "y": {"z": "2"},\n    "a": "1"\n  }\n}\n')
  throwsFailure('CONFIG', /is no object/, () => set('[]', { 'x.y': '2' }))
})

test('an object is not overwritten, text is not entered, and a broken file not touched', () => {
  throwsFailure('CONFIG', /'version' is no text/, () => set('{"version": {}}', { version: '2' }))
  throwsFailure('CONFIG', /'version' is no object/, () => set('{"version": "1"}', { 'version.major': '2' }))
  throwsFailure('DATA', /./, () => set('{"version": "1", "version": "2"}', { version: '3' }))
})
