import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkChain, withRealFiles } from '../../../src/config/link-chain.ts'
import { failure } from '../../../src/errors.ts'
import type { ReadsDisk } from '../../../src/host/types.ts'
import { aConfigDisk, type Entry } from '../../support/config-disk.ts'

const entries: Readonly<Record<string, Entry>> = {
  '/usr/local/bin/x': { link: '../lib/x' }, '/usr/local/lib/x': { link: '/opt/x/bin/x' }, '/opt/x/bin/x': '',
  '/bin/round': { link: 'robin' }, '/bin/robin': { link: 'round' }, '/bin/lost': { link: '/opt/lost' }, '/bin/plain': '',
}
const disk = aConfigDisk(entries)
const files = (...paths: readonly [string, ...string[]]) => {
  const [first, ...others] = paths.map((publicPath) => ({ name: publicPath, publicPath }))
  return [first ?? { name: '', publicPath: '' }, ...others] as const
}

test('S7 every stop on the way to the file, relative targets too; a file is its own end, and so is what is not there', async () => {
  assert.deepEqual(await linkChain(disk, '/usr/local/bin/x'), ['/usr/local/bin/x', '/usr/local/lib/x', '/opt/x/bin/x'])
  assert.deepEqual(await linkChain(disk, '/bin/plain'), ['/bin/plain'])
  assert.deepEqual(await linkChain(disk, '/bin/lost'), ['/bin/lost', '/opt/lost'])
  assert.deepEqual(await linkChain(disk, '/nowhere'), ['/nowhere'])
})
test('E42 a circle has no end', async () => assert.equal(await linkChain(disk, '/bin/round'), null))
test('S7 a layout without a home replaces the files themselves; one with a home keeps the public paths', async () => {
  const found = await withRealFiles(disk, { layout: { kind: 'in-place' }, binaries: files('/usr/local/bin/x', '/bin/plain', '/bin/round') })
  assert.deepEqual(found.binaries.map((file) => file.publicPath), ['/opt/x/bin/x', '/bin/plain', '/bin/round'])
  assert.deepEqual(found.binaries.map((file) => file.name), ['/usr/local/bin/x', '/bin/plain', '/bin/round'])
  const linked = { layout: { kind: 'links', home: '/opt/x' }, binaries: files('/usr/local/bin/x') }
  assert.equal(await withRealFiles(disk, linked), linked)
})
test('who may not look there leaves the path as it is; a bug is thrown', async () => {
  const looking = (thrown: Error): ReadsDisk => ({ ...disk, look: () => Promise.reject(thrown) })
  const settings = { layout: { kind: 'in-place' }, binaries: files('/usr/local/bin/x') }
  assert.deepEqual(await withRealFiles(looking(failure('PERMISSION', 'no')), settings), settings)
  await assert.rejects(withRealFiles(looking(new TypeError('bug')), settings), TypeError)
})
