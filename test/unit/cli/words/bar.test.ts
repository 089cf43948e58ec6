import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barOf } from '../../../../src/cli/words/bar.ts'

const fetching = { what: 'fetching x', amount: '12.3 of 30.0 MiB', percent: 41 } as const

test('a bar of twenty, the percentage, the amount, what remains, the name', () => {
  assert.equal(barOf(fetching, 4100), '[########------------]  41 %  12.3 of 30.0 MiB  6 s left  fetching x')
})

test('nothing remains to be told at the very beginning and at the end', () => {
  assert.equal(barOf({ ...fetching, percent: 1 }, 4100), '[--------------------]   1 %  12.3 of 30.0 MiB  fetching x')
  assert.equal(barOf({ ...fetching, percent: 100 }, 4100), '[####################] 100 %  12.3 of 30.0 MiB  fetching x')
})

test('without a percentage there is no bar', () => {
  assert.equal(barOf({ ...fetching, percent: null }, 0), '12.3 of 30.0 MiB  fetching x')
})
