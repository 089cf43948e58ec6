import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { buildFrame, type Chassis, scrapChassis } from './chassis.ts'
import { must } from './command.ts'
import { limits } from './limits.ts'

/**
 * A chassis whose root is a file system of its own, on a loop device over an image in memory. Its kernel code is the real one, so what it
 * keeps of unsynced work after a sudden stop is what a real disk would. (The image itself forgets nothing: a drive's own cache is
 * not played.) `loop` devices go with the last mount, so that the sweep of the bed finds nothing more to do.
 */
export type FileSystem = 'ext4' | 'xfs'

const make: Readonly<Record<FileSystem, readonly string[]>> = {
  ext4: ['mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0'],
  xfs: ['mkfs.xfs', '-q', '-f'],
}
/**
 * As forgetful as it may be: no favours to programs that forget to sync before a rename, and no commit only because time went by. A copy
 * of a disk has the same UUID, which xfs would not mount beside the other.
 */
const options: Readonly<Record<FileSystem, string>> = { ext4: 'loop,noauto_da_alloc,commit=300', xfs: 'loop,nouuid' }

const imageOf = (chassis: Chassis): string => join(chassis.folder, 'layers', 'disk')
const kindOf = (chassis: Chassis): string => join(chassis.folder, 'disk-kind')

/** Copies a root onto a new disk: about two seconds. */
export async function buildDiskChassis(lower: string, fileSystem: FileSystem): Promise<Chassis> {
  const chassis = await buildFrame()
  try {
    writeFileSync(kindOf(chassis), fileSystem)
    writeFileSync(imageOf(chassis), '')
    truncateSync(imageOf(chassis), limits.diskMegabytes * 1024 * 1024)
    await must([...make[fileSystem], imageOf(chassis)])
    await insertDisk(chassis)
    await must(['cp', '-a', `${lower}/.`, chassis.root])
    await must(['sync', '-f', chassis.root])
    return chassis
  } catch (thrown) {
    scrapChassis(chassis.name)
    throw thrown
  }
}

/** EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN: without flushing the log. From here on nothing reaches the image. */
export async function stopDisk(chassis: Chassis): Promise<void> {
  await must(['xfs_io', '-x', '-c', 'shutdown', chassis.root])
}

/**
 * Puts what is on the stopped disk into the machine again: the kernel replays what its log holds, as at boot. A copy of the image, because
 * mounting the same one would give back the stopped file system as long as anybody has it: a container that is just being started elsewhere is enough.
 */
export async function replaceDisk(chassis: Chassis): Promise<void> {
  await must(['umount', chassis.root])
  const [stopped, image] = [`${imageOf(chassis)}.stopped`, imageOf(chassis)]
  renameSync(image, stopped)
  await must(['cp', '--sparse=always', stopped, image])
  rmSync(stopped)
  await insertDisk(chassis)
}

async function insertDisk(chassis: Chassis): Promise<void> {
  const fileSystem = readFileSync(kindOf(chassis), 'utf8') as FileSystem
  await must(['mount', '-t', fileSystem, '-o', options[fileSystem], imageOf(chassis), chassis.root])
}
