import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketOf, buckets } from '../../../src/formats/bucket.ts'

const hosts = Array.from({ length: 4000 }, (_, index) => `host-${index}`)

test('peers 29 buckets are spread evenly: a tenth of the machines stands in each tenth', () => {
  const tenths = Array.from({ length: 10 }, () => 0)
  for (const host of hosts) {
    const bucket = bucketOf(host, '2.0.0', null)
    assert.ok(Number.isInteger(bucket) && bucket >= 0 && bucket < buckets)
    tenths[Math.floor(bucket / 1000)]! += 1
  }
  for (const count of tenths) assert.ok(count > 320 && count < 480, String(tenths))
})

test('peers 29 another version, or another seed, has other first machines', () => {
  const first = (version: string, seed: string | null): ReadonlySet<string> => new Set(hosts.filter((host) => bucketOf(host, version, seed) < 1000))
  const [one, other, reseeded] = [first('2.0.0', null), first('2.1.0', null), first('2.0.0', 'again')]
  for (const set of [other, reseeded]) assert.ok([...set].filter((host) => one.has(host)).length < 100)
  assert.deepEqual(first('2.0.0', null), one)
})

test('peers 29 where one word ends and the next begins is part of the digest', () => {
  assert.notEqual(bucketOf('ab', 'c', null), bucketOf('a', 'bc', null))
  assert.notEqual(bucketOf('a', 'b', 'c'), bucketOf('a', 'bc', null))
})

test('peers 29 a bucket stays what it is from one release of app-upgrade to the next', () => {
  assert.deepEqual([bucketOf('0123456789abcdef', '2.0.0', null), bucketOf('0123456789abcdef', '2.0.0', 'x')], [1182, 1016])
})
