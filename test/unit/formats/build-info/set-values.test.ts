import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setValues } from '../../../../src/formats/build-info/set-values.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('each format has its own way, and all values are set', () => {
  const values = { version: '2', commit: 'b' }
  assert.equal(setValues('toml', 'version = "1"\ncommit = "a"\n', 'x', values), 'version = "2"\ncommit = "b"\n')
  assert.equal(setValues('json', '{"version": "1", "commit": "a"}', 'x', values), '{"version": "2", "commit": "b"}')
  assert.equal(setValues('env', 'version=1\ncommit=a\n', 'x', values), 'version=2\ncommit=b\n')
})

test('a value is one line', () => {
  for (const format of ['toml', 'json', 'env'] as const) throwsFailure('DATA', /one line/, () => setValues(format, '', 'x', { version: '1\nEVIL=2' }))
})
