import { test } from 'node:test'
import assert from 'node:assert/strict'

import { inTurns } from '../../bench/in-turns.ts'

test('both are measured equally often, and who goes first changes', async () => {
  const order: string[] = []
  const measure = (name: string, value: number) => async (): Promise<number> => { order.push(name); return await Promise.resolve(value) }
  const compared = await inTurns(3, { ours: measure('a', 6), theirs: measure('b', 3) })
  assert.equal(order.join(''), 'abbaab')
  assert.deepEqual(compared.figures, { ours: [6, 6, 6], theirs: [3, 3, 3] })
  assert.equal(compared.ratio.median, 2)
})

test('figures stay paired although the order changes', async () => {
  let now = 0
  const tick = async (): Promise<number> => await Promise.resolve(++now)
  const { figures } = await inTurns(2, { ours: tick, theirs: tick })
  assert.deepEqual(figures, { ours: [1, 4], theirs: [2, 3] })
})
