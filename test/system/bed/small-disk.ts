import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { must } from './command.ts'
import type { Machine } from './machine.ts'

/**
 * A file system of its own at one place of a machine that runs, small enough to be filled. `quota`: btrfs, nearly empty, of which no more than 4 MiB may be
 * used (its quotas need nothing else of the kernel: those of the other file systems are often left out of it). `inodes`: in memory.
 */
export type SmallDisk = 'quota' | 'ext4' | 'inodes'

const make: Readonly<Record<Exclude<SmallDisk, 'inodes'>, readonly string[]>> = {
  quota: ['mkfs.btrfs', '--quiet', '--mixed'],
  ext4: ['mkfs.ext4', '-q', '-F', '-m', '0'],
}

export async function aSmallDisk(machine: Machine, place: string, kind: SmallDisk): Promise<void> {
  await machine.must(['mkdir', '-p', place])
  if (kind === 'inodes') return void await machine.must(['mount', '-t', 'tmpfs', '-o', 'mode=755,size=8m,nr_inodes=100', 'inodes', place])
  const folder = mkdtempSync(join(tmpdir(), 'app-upgrade-disk-'))
  try {
    const image = join(folder, 'image')
    writeFileSync(image, '')
    truncateSync(image, (kind === 'quota' ? 64 : 16) * 1024 * 1024)
    await must([...make[kind], image])
    const device = (await must(['losetup', '--find', '--show', image])).trim()
    try {
      if (kind === 'quota') await limited(device, folder)
      await insert(machine, device, place)
    } finally {
      // It goes with its last mount, which goes with the machine.
      await must(['losetup', '--detach', device])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function limited(device: string, folder: string): Promise<void> {
  const mounted = mkdtempSync(join(folder, 'mounted-'))
  await must(['mount', device, mounted])
  try {
    await must(['btrfs', 'quota', 'enable', mounted])
    await must(['btrfs', 'qgroup', 'limit', '4M', mounted])
  } finally {
    await must(['umount', mounted])
  }
}

/** Inside there are no loop devices, as in any container: this one is known there just long enough to be mounted. */
async function insert(machine: Machine, device: string, place: string): Promise<void> {
  const [major = '', minor = ''] = (await must(['stat', '--format=%Hr %Lr', device])).trim().split(' ')
  const node = `/disk-${major}-${minor}`
  await machine.must(['mknod', node, 'b', major, minor])
  await machine.must(['mount', node, place])
  await machine.must(['rm', node])
}

/** To the last block, and to the last inode that can still be had: directories in one another, because none of them can grow any more. */
export async function fill(machine: Machine, place: string): Promise<void> {
  const program = `
    chdir $ARGV[0] or die $!; mkdir 'ballast'; chdir 'ballast' or die $!;
    open my $file, '>', 'blocks' or die $!;
    for (my $block = 1 << 20; $block >= 512; ) { $block /= 2 unless syswrite $file, chr(0) x $block }
    for (1 .. 1000) { for (1 .. 8) { last unless symlink 'x', $_ } last unless mkdir 'n'; chdir 'n' }
    die 'there is room' if open my $more, '>', "$ARGV[0]/room" and syswrite $more, chr(0) x 8192;
    unlink "$ARGV[0]/room";
  `
  await machine.must(['perl', '-e', program, place])
}

export async function makeRoom(machine: Machine, place: string): Promise<void> {
  await machine.must(['rm', '-r', `${place}/ballast`])
}
