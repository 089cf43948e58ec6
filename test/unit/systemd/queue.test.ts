import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Queue } from '../../../src/systemd/queue.ts'

const never = new AbortController().signal
test('in order, waiting or waited for, until the end', async () => {
  const queue = new Queue<number>(10)
  queue.put(1)
  const read = queue.read(never)
  assert.deepEqual(await read.next(), { value: 1, done: false })
  const waiting = read.next()
  queue.put(2)
  queue.put(3)
  queue.end()
  queue.put(4)
  assert.deepEqual([(await waiting).value, (await read.next()).value, (await read.next()).done], [2, 3, true])
})
test('the oldest are dropped and counted; clearing forgets', async () => {
  const queue = new Queue<number>(2)
  for (const value of [1, 2, 3, 4]) queue.put(value)
  assert.equal(queue.dropped, 2)
  assert.equal((await queue.read(never).next()).value, 3)
  queue.clear()
  assert.equal(queue.dropped, 0)
  queue.end()
  assert.equal((await queue.read(never).next()).done, true)
})
test('an abort ends a reader that waits', async () => {
  const end = new AbortController()
  const waiting = new Queue<number>(2).read(end.signal).next()
  end.abort()
  assert.equal((await waiting).done, true)
})
