import { posix } from 'node:path'
import { isFailure } from '../errors.ts'
import type { Disk, ReadsDisk } from '../host/types.ts'

/**
 * The few moves by which anything of ours becomes durable: write, sync the file, rename, sync the directory. A rename without the
 * first sync can survive a power cut with an empty file behind it; without the second it may not have happened at all (fsync(2)).
 */

/** Unfinished work beside `path`: garbage by definition, whoever left it. */
export const unfinished = (path: string): string => `${path}.upgrading`

/** A whole file with this content, or the one before: never half of it. Always a new inode, so also right after a failed fsync (F04). */
export async function replaceFile(disk: Disk, path: string, content: Uint8Array, mode = 0o600): Promise<void> {
  const temporary = unfinished(path)
  await createWhole(disk, temporary, content, mode)
  await disk.syncFile(temporary)
  await disk.rename(temporary, path)
  await disk.syncDirectory(posix.dirname(path))
}

/** As `replaceFile`, for a note to somebody who waits now: it need not outlive a power cut. */
export async function replaceNote(disk: Disk, path: string, content: Uint8Array, mode: number): Promise<void> {
  const temporary = unfinished(path)
  await createWhole(disk, temporary, content, mode)
  await disk.rename(temporary, path)
}

/** What cannot be written whole does not stay: on a full disk it would keep the very room that is missing (failures.md F01). If even that fails, whoever comes next removes it. */
async function createWhole(disk: Disk, temporary: string, content: Uint8Array, mode: number): Promise<void> {
  await disk.remove(temporary)
  try {
    await disk.create(temporary, content, mode)
  } catch (thrown) {
    if (isFailure(thrown)) await disk.remove(temporary).catch(() => undefined)
    throw thrown
  }
}

/** A link that leads to `target`, put over whatever was there in one rename. */
export async function replaceLink(disk: Disk, target: string, path: string): Promise<void> {
  const temporary = unfinished(path)
  await disk.remove(temporary)
  await disk.symlink(target, temporary)
  await disk.rename(temporary, path)
  await disk.syncDirectory(posix.dirname(path))
}

/** A second name for a file; a copy where the file system has no hard links, or `path` lies on another one (EXDEV: failures.md F06). To be synced, whichever it is: whoever wrote the first may not have. */
export async function linkOrCopy(disk: Disk, existing: string, path: string): Promise<void> {
  // Two names, perhaps through a linked directory one and the same: to remove the second would be to lose the file.
  if (await isOneFile(disk, existing, path)) return
  await disk.remove(path)
  try {
    return await disk.link(existing, path)
  } catch (thrown) {
    const facts = await disk.look(existing)
    // A full disk refuses a copy even more; anything else may be no more than a border that a link cannot cross.
    if (facts === null || !isFailure(thrown) || thrown.code === 'CANT_CREATE') throw thrown
    await disk.copy(existing, path, facts)
  }
}

async function isOneFile(disk: Disk, one: string, other: string): Promise<boolean> {
  const [facts, others] = [await disk.look(one), await disk.look(other)]
  return facts !== null && others !== null && facts.device === others.device && facts.inode === others.inode
}

/** A directory and every missing one above it, each durable in its parent. */
export async function ensureDirectory(disk: Disk, path: string, mode: number): Promise<void> {
  if ((await disk.look(path)) !== null) return
  const parent = posix.dirname(path)
  await ensureDirectory(disk, parent, mode)
  await disk.makeDirectory(path, mode)
  await disk.syncDirectory(parent)
}

/** The directories above `path` that are not there, the topmost first. */
export async function directoriesMissing(disk: ReadsDisk, path: string): Promise<readonly string[]> {
  const parent = posix.dirname(path)
  return (await disk.look(parent)) === null ? [...await directoriesMissing(disk, parent), parent] : []
}

/** Each directory once, in order. */
export async function syncDirectoriesOf(disk: Disk, paths: readonly string[]): Promise<void> {
  for (const directory of new Set(paths.map((path) => posix.dirname(path)))) await disk.syncDirectory(directory)
}
