import { test } from 'node:test'
import assert from 'node:assert/strict'

import { spreadOf } from '../../bench/spread.ts'
import { tableOf } from '../../bench/table.ts'

const row = { what: 'downtime', unit: 'ms', ours: spreadOf([31.25, 29, 140]), theirs: spreadOf([30]), ratio: spreadOf([1.041, 1, 1.2]), goal: '≤ 1.05' }

test('a row shows median and extremes with three digits that mean something', () => {
  assert.equal(tableOf([row]).split('\n')[1], 'downtime, ms  31.3 (29.0–140)  30.0    1.04 (1.00–1.20)  ≤ 1.05')
})

test('columns stand below their heads', () => {
  const [heads = '', line = ''] = tableOf([row]).split('\n')
  assert.equal(heads.indexOf('goal'), line.indexOf('≤ 1.05'))
  assert.equal(heads.indexOf('theirs'), line.indexOf('30.0'))
})

test('a daemon that never came back is shown as such', () => {
  assert.match(tableOf([{ ...row, ours: spreadOf([Infinity]) }]), /downtime, ms {2}Infinity/)
})
