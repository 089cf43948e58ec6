import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest, writtenBy } from '../../../../src/drivers/gates/written.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

test('F01 in place: each file whole, in blocks, where it goes; then the journal', async () => {
  const plan = aPlan({ layout: 'in-place', files: 2 })
  const disk = aConfigDisk(Object.fromEntries(plan.files.map(({ newPath }) => [newPath, { sizeBytes: 4097 }])))
  assert.deepEqual(await writtenBy(plan, disk, { state: '/state', buildInfo: null }), [{ directory: '/usr/bin', bytes: 8192, entries: 1 }, { directory: '/usr/bin', bytes: 8192, entries: 1 }, { directory: '/state', bytes: 2 ** 20, entries: 4 }])
})
test('the nearest directory that is there', async () => {
  const disk = aConfigDisk({ '/a/b/c': '' })
  assert.deepEqual([await nearest(disk, '/a/b'), await nearest(disk, '/a/b/x/y'), await nearest(disk, '/z')], ['/a/b', '/a/b', '/'])
})
