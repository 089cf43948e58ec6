import { spawnSync } from 'node:child_process'
import { bz2File, tarBz2 } from '../../src/drivers/archives/bz2.ts'
import type { ArchiveDriver } from '../../src/drivers/archives/driver.ts'
import { gzFile, tarGz } from '../../src/drivers/archives/gz.ts'
import { tarXz, xzFile } from '../../src/drivers/archives/xz.ts'
import { tarZst, zstFile } from '../../src/drivers/archives/zst.ts'
import { spoiled } from './spoiled.ts'

/** A compression as its own tool makes it, with the drivers that read it. */
export interface Container {
  readonly ending: string
  readonly tar: ArchiveDriver
  readonly file: ArchiveDriver
  readonly command: readonly [string, ...string[]]
  /** How often one file of it may hold another behind the first. */
  readonly streams: 'one' | 'several'
  /** A byte whose change only a checksum can notice, counted from the end. */
  readonly checksumFromEnd: number
}

export const containers: readonly Container[] = [
  { ending: 'gz', tar: tarGz, file: gzFile, command: ['gzip', '-1nc'], streams: 'one', checksumFromEnd: 6 },
  { ending: 'xz', tar: tarXz, file: xzFile, command: ['xz', '-0', '-T2', '-c'], streams: 'one', checksumFromEnd: 14 },
  { ending: 'zst', tar: tarZst, file: zstFile, command: ['zstd', '-1', '-q', '-c'], streams: 'one', checksumFromEnd: 2 },
  { ending: 'bz2', tar: tarBz2, file: bz2File, command: ['bzip2', '-1', '-c'], streams: 'several', checksumFromEnd: 3 },
]

/** Compressed by the tool itself. */
export function packed({ command: [program, ...args] }: Container, bytes: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, { input: bytes, maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${program}: ${String(stderr)}`)
  return stdout
}

/** What the compressed file itself can have wrong, whatever is in it (failures.md 3(c), gzip). */
export function badlyPacked(container: Container, content: Buffer): readonly (readonly [string, Buffer])[] {
  const good = packed(container, content)
  return [
    ['garbage behind the end', Buffer.concat([good, Buffer.from('garbage')])],
    ['zeros behind the end', Buffer.concat([good, Buffer.alloc(512)])],
    ['garbage before the beginning', Buffer.concat([Buffer.from('junk'), good])],
    ...(container.streams === 'one' ? [['two streams', Buffer.concat([good, good])] as const, ['an empty stream behind it', Buffer.concat([good, packed(container, Buffer.alloc(0))])] as const] : []),
    ['a bad checksum', spoiled(good, good.length - container.checksumFromEnd)],
    ['cut off at its end', good.subarray(0, -20)],
    ['cut off by one byte', good.subarray(0, -1)],
    ['cut off in the middle', good.subarray(0, good.length / 2)],
    ['an empty file', Buffer.alloc(0)],
    ['a web page', Buffer.from('<!DOCTYPE html><html>')],
    ['nothing, compressed', packed(container, Buffer.alloc(0))],
    ['not compressed at all', content],
  ]
}
