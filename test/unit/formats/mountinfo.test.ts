import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mountOf, readMounts } from '../../../src/formats/mountinfo.ts'

const table = readMounts('24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n30 24 0:30 / /srv\\040x rw,nosuid,noexec shared:2 master:3 - xfs /dev/sdb ro,inode64\n31 24 0:31 / /opt rw - ext4 a rw\n32 24 0:32 / /opt ro - tmpfs b rw\n33 24 0:33 / /torn rw')

test('what is mounted where, of which kind, and how: the mount\'s options and the file system\'s', () => {
  assert.deepEqual(table[1], { at: '/srv x', kind: 'xfs', options: ['rw', 'nosuid', 'noexec', 'ro', 'inode64'] })
  assert.deepEqual(table.at(-1), { at: '/torn', kind: null, options: ['rw'] })
})
test('a path is on the nearest mount above it, and there on the last one', () => {
  assert.deepEqual(['/srv x/y', '/srv', '/opt/y', '/optional'].map((path) => mountOf(table, path)?.kind), ['xfs', 'ext4', 'tmpfs', 'ext4'])
  assert.equal(mountOf([], '/x'), null)
})
