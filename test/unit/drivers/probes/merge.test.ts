import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapped, Merge } from '../../../../src/drivers/probes/merge.ts'

async function* of<T>(...values: readonly T[]): AsyncGenerator<T, void, void> { yield* values }
test('everything arrives, each source in its own order, and it ends', async () => {
  const merge = new Merge<string>()
  merge.add(of('a1', 'a2', 'a3'))
  merge.add(mapped(of(1, 2), (value) => `b${value}`))
  const all = await Array.fromAsync(merge)
  assert.deepEqual(all.filter((one) => one.startsWith('a')), ['a1', 'a2', 'a3'])
  assert.deepEqual(all.filter((one) => one.startsWith('b')), ['b1', 'b2'])
})
test('a source may be added while it is read', async () => {
  const merge = new Merge<number>()
  merge.add(of(1))
  const seen: number[] = []
  for await (const value of merge) {
    seen.push(value)
    if (value === 1) merge.add(of(2))
  }
  assert.deepEqual(seen, [1, 2])
})
test('no source runs ahead of its reader', async () => {
  let made = 0
  const merge = new Merge<number>()
  merge.add((async function* () { for (;;) yield made++ })())
  const iterator = merge[Symbol.asyncIterator]()
  await iterator.next()
  await new Promise(setImmediate)
  assert.ok(made <= 2, String(made))
  await iterator.return()
})
test('a source that breaks breaks the whole; one that is left is closed', async () => {
  let closed: 'yes' | 'no' = 'no'
  const merge = new Merge<number>()
  merge.add((async function* () { try { yield 1; yield 2 } finally { closed = 'yes' } })())
  merge.add((async function* () { yield 3; throw new Error('broken') })())
  await assert.rejects(Array.fromAsync(merge), /broken/)
  await new Promise(setImmediate)
  assert.equal(closed, 'yes')
})
