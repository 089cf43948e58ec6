import { test } from 'node:test'
import assert from 'node:assert/strict'

import { medianOf, ratioOf, spreadOf } from '../../bench/spread.ts'

test('the median of an odd number is the middle value, whatever the order', () => {
  assert.equal(medianOf([9, 1, 5]), 5)
  assert.equal(medianOf([7]), 7)
})

test('the median of an even number lies between the two middle values', () => {
  assert.equal(medianOf([10, 2, 4, 100]), 7)
})

test('numbers are sorted as numbers, not as text', () => {
  assert.equal(medianOf([10, 9, 100]), 10)
})

test('sorting leaves the measured order alone, because pairs depend on it', () => {
  const measured = [3, 1, 2]
  medianOf(measured)
  assert.deepEqual(measured, [3, 1, 2])
})

test('the median of nothing is an error, not a NaN in a table', () => {
  assert.throws(() => medianOf([]), /no median of nothing/)
})

test('a spread holds the median, the extremes and the number of runs', () => {
  assert.deepEqual(spreadOf([4, 8, 6]), { median: 6, min: 4, max: 8, runs: 3 })
})

test('a ratio is taken pair by pair: a machine that slows down slows both', () => {
  assert.deepEqual(ratioOf([10, 20, 40], [10, 20, 40]), { median: 1, min: 1, max: 1, runs: 3 })
  assert.deepEqual(ratioOf([30, 10, 10], [10, 10, 20]), { median: 1, min: 0.5, max: 3, runs: 3 })
})

test('unequal numbers of figures cannot be paired', () => {
  assert.throws(() => ratioOf([1, 2], [1]), /2 figures of ours cannot be paired with 1/)
})
