import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileSystemOf, isMountPoint } from '../../../src/config/mounted.ts'
import { readsDisk } from '../../../src/host/reads-disk.ts'
import { aConfigDisk } from '../../support/config-disk.ts'

const table = '24 31 0:22 / /sys rw - sysfs sysfs rw\n99 31 8:1 /vol/acmed /usr/local/bin/acmed rw - ext4 /dev/sda1 rw\n100 31 8:1 /x /srv/two\\040words rw - ext4 /dev/sda1 rw\n'
const at = (path: string): Promise<'yes' | 'no'> => isMountPoint(aConfigDisk({ '/proc/self/mountinfo': table }), path)

test('a path at which something is mounted, and one below or above it', async () => {
  assert.equal(await at('/usr/local/bin/acmed'), 'yes')
  for (const path of ['/usr/local/bin', '/usr/local/bin/acmed/x', '/vol/acmed']) assert.equal(await at(path), 'no', path)
})
test('a blank is written in octal', async () => assert.equal(await at('/srv/two words'), 'yes'))
test('this machine has something mounted at its root; without a table nothing is known to be', async () => {
  assert.equal(await isMountPoint(readsDisk, '/'), 'yes')
  assert.equal(await isMountPoint(aConfigDisk({}), '/'), 'no')
})
test('f24 the kind of file system is that of the nearest mount above, and of the last one at that place', async () => {
  const tree = aConfigDisk({ '/proc/self/mountinfo': `24 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n${table}25 24 0:50 / /srv rw shared:2 master:3 - xfs /dev/sdb rw\n26 24 0:51 / /srv rw - nfs4 files:/x rw\n` })
  const kinds = await Promise.all(['/opt/x', '/srv', '/srv/y/z', '/srvx', '/sys/y'].map((path) => fileSystemOf(tree, path)))
  assert.deepEqual(kinds, ['ext4', 'nfs4', 'nfs4', 'ext4', 'sysfs'])
  assert.equal(await fileSystemOf(aConfigDisk({}), '/opt'), null)
  assert.notEqual(await fileSystemOf(readsDisk, '/proc/self'), null)
})
