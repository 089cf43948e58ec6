import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlaces } from '../../../src/config/check-places.ts'
import { loadSettings } from '../../../src/config/load.ts'
import { placesOf } from '../../../src/upgrade/places.ts'
import { aConfigDisk } from '../../support/config-disk.ts'
import { smallest, someDrivers } from '../../support/driver-schemas.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const layouts = { links: 'home = "/opt/jaco"\n', 'in-place': 'kind = "in-place"\n' } as const

async function check(layout: keyof typeof layouts, at: string, kind: string): Promise<void> {
  const disk = aConfigDisk({
    '/etc/app-upgrade/jaco.toml': `${smallest}[layout]\n${layouts[layout]}files = { jaco = "/usr/local/bin/jaco" }\n`,
    '/proc/self/mountinfo': `24 1 8:1 / / rw - ext4 /dev/sda1 rw\n25 24 0:50 / ${at} rw shared:2 - ${kind} files:/x rw\n`,
  })
  await checkPlaces(disk, await loadSettings(disk, 'jaco', placesOf('jaco'), someDrivers), 0)
}

test('f24 a home that other machines can share is refused, and it is said why', async () => {
  await rejectsWithFailure('CONFIG', /jaco.toml:7: layout.home: '\/opt\/jaco' is on a file system of kind nfs4, which other machines can share; it must be on a disk of this machine$/, check('links', '/opt', 'nfs4'))
})
test('f24 so is a public path, by link or in place', async () => {
  for (const layout of ['links', 'in-place'] as const) {
    for (const kind of ['nfs', 'nfs4', 'cifs', 'fuse.sshfs', 'ceph', 'gfs2']) await rejectsWithFailure('CONFIG', /layout.files.jaco: '\/usr\/local\/bin' is on a file system of kind/, check(layout, '/usr/local', kind))
  }
})
test('f24 disks of this machine are fine, and so is a share that nothing of the app is on', async () => {
  for (const kind of ['ext4', 'xfs', 'btrfs', 'zfs', 'overlay', 'tmpfs', 'virtiofs']) await assert.doesNotReject(check('links', '/opt', kind), kind)
  await check('links', '/srv', 'nfs4')
})
