import assert from 'node:assert/strict'
import { test } from 'node:test'
import { given, givenAll, option, required, toggle, wantsJson } from '../../../src/cli/verb.ts'

test('what was typed is read back by name', () => {
  const call = { values: { to: '1.0.0', none: undefined }, switches: new Set(['json']), several: [], lists: { window: ['a', 'b'] } }
  assert.equal(given(call, 'to'), '1.0.0')
  assert.equal(given(call, 'none'), null)
  assert.equal(given(call, 'other'), null)
  assert.deepEqual([givenAll(call, 'window'), givenAll(call, 'other')], [['a', 'b'], null])
  assert.equal(wantsJson(call), true)
})

test('the makers fill in what is usual', () => {
  assert.deepEqual(toggle('--x', 'd'), { flag: '--x', value: null, description: 'd', completes: 'nothing' })
  assert.deepEqual(option('--x', 'V', 'd', 'file'), { flag: '--x', value: 'V', description: 'd', completes: 'file' })
  assert.equal(required('A', 'd').presence, 'required')
})
