import { posix } from 'node:path'
import { loaderCacheBytesMax } from '../../formats/limits.ts'
import { readLoaderCache } from '../../formats/loader-cache.ts'
import { isFailure } from '../../errors.ts'
import type { ElfNeeds } from '../../formats/elf/elf-needs.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { loaderPathBytesMax } from './limits.ts'

/** Where a program's loader looks for a library, beyond what program and library themselves say. */
export interface LoaderPaths {
  /** `musl` keeps no versions of symbols, and has most libraries within itself. */
  readonly kind: 'glibc' | 'musl'
  readonly listed: (library: string) => readonly string[]
  readonly directories: readonly string[]
}

/** Null for a loader whose ways are not known here, and for a list that cannot be read: then nothing can be called missing. */
export async function loaderPaths(disk: Pick<ReadsDisk, 'read'>, { image }: ElfNeeds): Promise<LoaderPaths | null> {
  const name = posix.basename(image.interpreter ?? '')
  if (name.startsWith('ld-musl-')) return { kind: 'musl', listed: () => [], directories: await muslDirectories(disk, name) }
  if (!/^ld(?:-linux\b.*|64|)\.so\.\d+$/.test(name)) return null
  const cache = await cacheOf(disk)
  return cache === null ? null : { kind: 'glibc', listed: (library) => cache.get(library) ?? [], directories: glibcDirectories(image.machine) }
}

/** A machine without a list has no libraries but those in the usual directories. */
async function cacheOf(disk: Pick<ReadsDisk, 'read'>): Promise<ReadonlyMap<string, readonly string[]> | null> {
  try {
    const bytes = await disk.read('/etc/ld.so.cache', loaderCacheBytesMax)
    return bytes === null ? new Map() : readLoaderCache(bytes)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return null
  }
}

/** By e_machine: the directories of Debian's processors. Others have lib and lib64. */
const tripletOf: Readonly<Record<number, string>> = { 3: 'i386-linux-gnu', 40: 'arm-linux-gnueabihf', 62: 'x86_64-linux-gnu', 183: 'aarch64-linux-gnu', 243: 'riscv64-linux-gnu' }

export function glibcDirectories(machine: number): readonly string[] {
  const triplet = tripletOf[machine]
  return ['/lib64', '/usr/lib64', ...(triplet === undefined ? [] : [`/lib/${triplet}`, `/usr/lib/${triplet}`]), '/lib', '/usr/lib']
}

/** musl, ldso/dynlink.c: `/etc/ld-musl-x86_64.path`, separated by colons or line feeds. */
async function muslDirectories(disk: Pick<ReadsDisk, 'read'>, name: string): Promise<readonly string[]> {
  const text = await disk.read(`/etc/${name.replace(/\.so\.\d+$/, '')}.path`, loaderPathBytesMax)
  return text === null ? ['/lib', '/usr/local/lib', '/usr/lib'] : Buffer.from(text).toString('utf8').split(/[:\n]/).filter((path) => path.startsWith('/'))
}
