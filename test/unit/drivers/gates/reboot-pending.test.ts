import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rebootPending } from '../../../../src/drivers/gates/reboot-pending.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

test('a reboot that is pending is worth a word, and no reason to wait', async () => {
  assert.deepEqual(await rebootPending(aConfigDisk({ '/run/x': '' })).ask(), { kind: 'yes' })
  assert.deepEqual(await rebootPending(aConfigDisk({ '/run/reboot-required': '*** System restart required ***\n' })).ask(), { kind: 'yes', remark: "this machine waits for a reboot ('/run/reboot-required'), so that some of its packages are not in effect yet" })
})
