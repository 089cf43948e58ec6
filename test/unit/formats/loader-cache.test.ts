import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readLoaderCache } from '../../../src/formats/loader-cache.ts'
import { aLoaderCache } from '../../support/a-loader-cache.ts'
import { throwsFailure } from '../../support/throws.ts'

const two = aLoaderCache([['libacme.so.1', '/opt/a/libacme.so.1'], ['libacme.so.1', '/usr/lib/libacme.so.1'], ['libother.so', '/lib/libother.so']])

test('every path of a name, in their order', () => {
  assert.deepEqual([...readLoaderCache(two)], [['libacme.so.1', ['/opt/a/libacme.so.1', '/usr/lib/libacme.so.1']], ['libother.so', ['/lib/libother.so']]])
})
test('an old table before it is passed over', () => {
  assert.equal(readLoaderCache(Buffer.concat([Buffer.from('ld.so-1.7.0\0\0\0\0\0'), two])).size, 2)
})
test("this machine's own list knows its C library", () => {
  assert.ok(readLoaderCache(readFileSync('/etc/ld.so.cache')).get('libc.so.6')?.every((path) => path.endsWith('/libc.so.6')))
})
test('damage is told', () => {
  throwsFailure('DATA', /another form/, () => readLoaderCache(Buffer.from('ld.so-1.7.0')))
  throwsFailure('DATA', /inside its header/, () => readLoaderCache(two.subarray(0, 30)))
  throwsFailure('DATA', /more entries than bytes/, () => readLoaderCache(two.subarray(0, 80)))
  const pointing = Buffer.from(two)
  pointing.writeUInt32LE(1_000_000, 48 + 4)
  throwsFailure('DATA', /has no end/, () => readLoaderCache(pointing))
})
