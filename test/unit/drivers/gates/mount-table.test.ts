import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTable } from '../../../../src/drivers/gates/mount-table.ts'
import { readsDisk } from '../../../../src/host/reads-disk.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

test('F09 our own table, which this machine has; without one nothing is known', async () => {
  assert.ok((await readTable(readsDisk)).some(({ at, kind }) => at === '/' && kind !== null))
  assert.deepEqual(await readTable(aConfigDisk({})), [])
})
