import { posix } from 'node:path'
import { failure, isFailure, type Failure } from '../../errors.ts'
import type { Disk, ReadsDisk } from '../../host/types.ts'
import { ensureDirectory, linkOrCopy, syncDirectoriesOf } from '../../upgrade/durable.ts'
import { assertLive, digestOf } from './live-files.ts'

/** One file that lies at its path itself, no link: staged beside it, renamed over it, the one before kept beside it. `newPath`, `newSha256` null: it goes. */
export interface Placed {
  readonly name: string
  readonly path: string
  readonly newPath: string | null
  readonly newSha256: string | null
  readonly keptSha256: string | null
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly beside: Beside
  /** Made before it is staged, the topmost first; on the way back they go again once they are empty. */
  readonly directories: readonly string[]
}
/** `staged`: the new one, until it is renamed. `kept`: the one before, while it may be needed. `previous`: the same after success. */
export interface Beside { readonly staged: string; readonly kept: string; readonly previous: string }

/** Second names of what is live now, durable, so that the way back needs no space. REFUSED when what lies there is not what was planned. */
export async function keepPlaced(disk: Disk, placed: readonly Placed[]): Promise<void> {
  for (const one of placed) await assertOurs(disk, one)
  for (const one of placed) await keepOne(disk, one)
  await syncDirectoriesOf(disk, await withDirectory(disk, placed))
}

/** Everything slow and everything that may fail: all files made, durable and compared, before one is renamed. */
export async function stagePlaced(disk: Disk, placed: readonly Placed[]): Promise<void> {
  for (const one of placed) await stage(disk, one)
}

/**
 * One rename or removal each, in this order; a new name is a whole file at every instant. TEMPORARY where somebody has made another file or a link of one since it
 * was kept, which may be an hour ago: a rename would take their work away, and the kept copy has none of it.
 */
export async function exchangePlaced(disk: Disk, placed: readonly Placed[]): Promise<void> {
  for (const one of placed) await assertUntouched(disk, one)
  for (const { newPath, path, beside } of placed) await (newPath === null ? disk.remove(path) : disk.rename(beside.staged, path))
  await syncDirectoriesOf(disk, placed.map(({ path }) => path))
}

/**
 * Each back as it was, the last first. A file that is neither version's by now is left to whoever put it there (failures.md f10). One that cannot be put
 * back is no reason to leave the others: whoever comes next has less to do, and reads of all of them.
 */
export async function putBackPlaced(disk: Disk, placed: readonly Placed[]): Promise<void> {
  const troubles: Failure[] = []
  for (const one of placed.toReversed()) {
    try {
      await putBack(disk, one)
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
      troubles.push(thrown)
    }
  }
  const [first, ...more] = troubles
  if (first !== undefined && more.length === 0) throw first
  if (first !== undefined) throw failure(first.code, troubles.map(({ message }) => message).join('; '), { cause: first.cause })
  await syncDirectoriesOf(disk, await withDirectory(disk, placed))
}

/** `kept` after success: the one before gets its last name. `new` after a rollback: nothing of ours stays beside what is live. */
export async function discardPlaced(disk: Disk, placed: readonly Placed[], which: 'kept' | 'new'): Promise<void> {
  for (const one of placed) await discardOne(disk, one, which)
  if (which === 'kept') return syncDirectoriesOf(disk, await withDirectory(disk, placed))
  // Names that a power cut brings back are garbage as they were before, and so is an empty directory: nothing needs to be synced.
  for (const directory of placed.flatMap(({ directories }) => directories).toReversed()) if ((await disk.list(directory))?.length === 0) await disk.remove(directory)
}

/** A link at such a path belongs to another tool, to the other layout, or masks a unit: to rename over it would change what it means. */
async function assertOurs(disk: Disk, one: Placed): Promise<void> {
  const facts = await disk.look(one.path)
  if (facts !== null && facts.kind !== 'file') throw failure('REFUSED', `'${one.path}' is not a regular file`, { next: 'name the file that it leads to, or use the links layout' })
  await assertLive(disk, one)
}

/** Either version's: this may be done twice. */
async function assertUntouched(disk: Disk, { path, keptSha256, newSha256 }: Placed): Promise<void> {
  const facts = await disk.look(path)
  const found = facts === null ? null : facts.kind === 'file' ? await disk.sha256(path) : facts.kind
  if (found === keptSha256 || found === newSha256) return
  throw failure('TEMPORARY', `'${path}' was changed by somebody else while the upgrade was under way`, { next: 'look who changed it, then upgrade again' })
}

/** A second name, so that the way back needs no space. One that an earlier crash left may name a version of long ago. */
async function keepOne(disk: Disk, { path, beside }: Placed): Promise<void> {
  const [live, kept] = [await disk.look(path), await disk.look(beside.kept)]
  if (live === null) return disk.remove(beside.kept)
  if (live.inode !== kept?.inode || live.device !== kept.device) await linkOrCopy(disk, path, beside.kept)
  // Whoever wrote what is live may not have synced it: a power cut would take the bytes from both of its names.
  await disk.syncFile(beside.kept)
}

async function stage(disk: Disk, { name, newPath, newSha256, beside, directories, ...ownership }: Placed): Promise<void> {
  await disk.remove(beside.staged)
  if (newPath === null) return
  for (const directory of directories) await ensureDirectory(disk, directory, 0o755)
  await disk.copy(newPath, beside.staged, { mode: ownership.mode, uid: ownership.uid, gid: ownership.gid })
  await disk.syncFile(beside.staged)
  if ((await disk.sha256(beside.staged)) !== newSha256) throw failure('TAMPERED', `the new '${name}' is no longer the file that was verified`)
}

async function putBack(disk: Disk, one: Placed): Promise<void> {
  const { path, keptSha256, beside } = one
  if (await isBackOrForeign(disk, one)) return
  if (keptSha256 === null) return disk.remove(path)
  if ((await digestOf(disk, beside.kept)) !== keptSha256) throw failure('DATA', `the kept copy '${beside.kept}' is damaged or gone`)
  await renameOver(disk, one)
}

/** Neither of the two versions: somebody put it there meanwhile, and it is not ours to replace. A path without a file is ours where we took it away, or had none. */
async function isBackOrForeign(disk: Disk, { path, keptSha256, newSha256, beside }: Placed): Promise<boolean> {
  const live = await digestOf(disk, path)
  // Only its permissions or its owner change: the content says nothing of a side, but what is kept is the file that lay there.
  if (live !== null && live === keptSha256 && live === newSha256) return isSameOrGone(disk, path, beside.kept)
  return live === keptSha256 || (live !== null && live !== newSha256)
}

async function isSameOrGone(disk: Disk, path: string, kept: string): Promise<boolean> {
  const [live, before] = [await disk.look(path), await disk.look(kept)]
  return before === null || (live?.inode === before.inode && live.device === before.device) || (live?.mode === before.mode && live.uid === before.uid && live.gid === before.gid)
}

async function discardOne(disk: Disk, one: Placed, which: 'kept' | 'new'): Promise<void> {
  const { kept, previous, staged } = one.beside
  const isLast = which === 'kept' || (await isForeign(disk, one))
  if (isLast && (await disk.look(kept)) !== null) await disk.rename(kept, previous)
  else await disk.remove(kept)
  await disk.remove(staged)
}

/** Then what was kept of the version before is all that is left of it. */
async function isForeign(disk: Disk, { path, keptSha256, newSha256 }: Placed): Promise<boolean> {
  const live = await digestOf(disk, path)
  return live !== null && live !== keptSha256 && live !== newSha256
}

/** Through a second name, so that at no instant the kept file has only the name that is about to be replaced or lost. */
async function renameOver(disk: Disk, { path, beside: { kept, staged } }: Placed): Promise<void> {
  await disk.remove(staged)
  try {
    await disk.link(kept, staged)
  } catch (thrown) {
    // A full disk may have no room for another name, and some file systems have no second names: then the kept name itself goes.
    if (!isFailure(thrown)) throw thrown
    return disk.rename(kept, path)
  }
  await disk.rename(staged, path)
}

/** Those whose directory there is: one that we make is not there before, and need not be there after the way back. */
async function withDirectory(disk: ReadsDisk, placed: readonly Placed[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const { path } of placed) if ((await disk.look(posix.dirname(path))) !== null) found.push(path)
  return found
}
