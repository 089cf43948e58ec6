import { constants } from 'node:fs'
import { lstat, open, readdir, rmdir, unlink, type FileHandle } from 'node:fs/promises'
import { failure } from '../errors.ts'
import { factsOf } from './file-facts.ts'
import { files } from './files.ts'
import { directoryEntriesMax, treeDepthMax } from './limits.ts'
import { errnoOf, ifThere, onPath } from './system-error.ts'
import type { FileFacts, ReadableFile } from './types.ts'

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants

/**
 * A directory that somebody else may write to, held by a descriptor: whatever happens to its name, what is looked at and read lies in it, and in nothing
 * that a link planted meanwhile leads to (failures.md 1.8; the kernel has openat(2) for it, Node does not, and /proc/self/fd is the same).
 */
export interface OpenDirectory {
  readonly facts: FileFacts
  /** Sorted. DATA when there are more than anybody means. */
  names(): Promise<readonly string[]>
  look(name: string): Promise<FileFacts | null>
  /** As `Files.open`. */
  file(name: string): Promise<ReadableFile | null>
  close(): Promise<void>
}

/** Null when there is none. REFUSED for a link, and for anything else that is no directory. */
export async function openDirectory(path: string): Promise<OpenDirectory | null> {
  const handle = await ifThere('open', path, () => open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch(refuse(path)))
  if (handle === null) return null
  const inside = await insideOf(handle, path)
  const at = (name: string): string => `${inside}/${name}`
  return {
    facts: factsOf(await handle.stat()),
    names: async () => {
      const names = await onPath('list', path, () => readdir(at('')))
      if (names.length > directoryEntriesMax) throw failure('DATA', `'${path}' has more than ${directoryEntriesMax} entries`)
      return names.toSorted()
    },
    look: (name) => ifThere('look at', `${path}/${name}`, async () => factsOf(await lstat(at(name)))),
    file: (name) => files.open(at(name)),
    close: () => handle.close(),
  }
}

/**
 * The directory by its descriptor. Where nobody mounted /proc (a bare chroot, an image that is being built) there is only its name: then nobody else runs
 * there who could turn it.
 */
async function insideOf<Path extends string | Buffer>(handle: FileHandle, path: Path): Promise<string | Path> {
  const inside = `/proc/self/fd/${handle.fd}`
  return (await lstat(inside).catch(unlessGone)) === null ? path : inside
}

function refuse(path: string): (thrown: unknown) => never {
  return (thrown) => {
    // With O_DIRECTORY a link is ENOTDIR, as a file is; ELOOP on some file systems.
    if (errnoOf(thrown) === 'ENOTDIR' || errnoOf(thrown) === 'ELOOP') throw failure('REFUSED', `'${path}' is no directory, or a link to one`)
    throw thrown
  }
}

/**
 * Removes a directory and all in it, or a file, or a link, also where somebody else may write to it and swaps directories for links while we do: nothing outside of
 * it is ever touched. Only the directory that holds `path` must be ours. May be repeated.
 */
export async function removeWhole(path: string): Promise<void> {
  await onPath('remove', path, () => removeEntry(Buffer.from(path), { left: directoryEntriesMax, depth: treeDepthMax }))
}

interface Budget { left: number; readonly depth: number }

/** Names are bytes here: what is no UTF-8 has to go, too. */
async function removeEntry(path: Buffer, budget: Budget): Promise<void> {
  if (budget.left-- <= 0 || budget.depth <= 0) throw failure('IO', `'${path.toString()}' holds too much to be removed`)
  const facts = await lstat(path).catch(unlessGone)
  if (facts === null) return
  if (!facts.isDirectory()) return unlink(path)
  const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  try {
    const inside = Buffer.concat([Buffer.from(await insideOf(handle, path)), Buffer.from('/')])
    const below = { left: budget.left, depth: budget.depth - 1 }
    for (const name of await readdir(inside, { encoding: 'buffer' })) await removeEntry(Buffer.concat([inside, name]), below)
    budget.left = below.left
  } finally {
    await handle.close()
  }
  await rmdir(path)
}

function unlessGone(thrown: unknown): null {
  if (errnoOf(thrown) === 'ENOENT') return null
  throw thrown
}
