import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { Disk, FileFacts } from '../../host/types.ts'
import { ensureDirectory, replaceFile, unfinished } from '../durable.ts'
import { madeFileBytesMax } from '../limits.ts'

/** Files of a release directory that no publisher can know, by their paths in it. */
export interface MadeFiles {
  /** Taken over from the live release, also over what the new one brings under that name. */
  readonly carry: readonly string[]
  /** Made for this release; each is asked for its content once. */
  readonly generate: readonly { readonly to: string; readonly content: () => Promise<Uint8Array> }[]
}

/**
 * Adds these files to a release that nothing leads to yet, durably. May be repeated: one that is there already, byte for byte, stays the file it is.
 * Answers what could not be carried over, in words for people: a first release has nothing to take it from.
 */
export async function addMadeFiles(disk: Disk, { from, to }: { readonly from: string | null; readonly to: string }, made: MadeFiles): Promise<readonly string[]> {
  // The live release itself, taken once more: it has its files, and is being read.
  if (from === to) return []
  const missing: string[] = []
  for (const path of made.carry) {
    const found = from === null ? null : await carried(disk, from, path)
    if (found === null) missing.push(`'${path}' is not carried over: the live release has no such file`)
    else await put(disk, to, path, found)
  }
  for (const { to: path, content } of made.generate) await put(disk, to, path, { bytes: await content(), like: null })
  return missing
}

/** `like`: the file that it is taken from; null: it is made anew. */
interface Content { readonly bytes: Uint8Array; readonly like: (FileFacts & { readonly path: string }) | null }

async function carried(disk: Disk, release: string, name: string): Promise<Content | null> {
  const path = posix.join(release, name)
  await refuseOpenWay(disk, release, name)
  const facts = await disk.look(path)
  if (facts === null) return null
  if (facts.kind !== 'file') throw failure('REFUSED', `'${path}' is to be carried over, but is no regular file`, { next: 'correct archive.carry' })
  const bytes = await disk.read(path, madeFileBytesMax)
  return bytes === null ? null : { bytes, like: { ...facts, path } }
}

/**
 * A link on the way would lead out of the release: whoever may make one there would choose what root reads, and where it writes. So would whoever may exchange a
 * directory for a link between our look at it and our use of it; right in the release there is nothing to exchange.
 */
async function refuseOpenWay(disk: Disk, release: string, name: string): Promise<void> {
  // Where releases lie was looked at before: it is root's, or that of whoever we are.
  const owner = (await disk.look(posix.dirname(release)))?.uid ?? 0
  for (let at = posix.dirname(name); at !== '.'; at = posix.dirname(at)) {
    for (const directory of [posix.join(release, at), posix.join(release, posix.dirname(at))]) {
      const fault = faultOf(await disk.look(directory), owner)
      if (fault !== null) throw failure('REFUSED', `'${name}' is to be in each release, but '${directory}' ${fault}`, { next: `look at who uses '${directory}'; it must be as it was laid down. Or correct archive.carry or [[generate]]` })
    }
  }
}

function faultOf(facts: FileFacts | null, owner: number): string | null {
  if (facts === null) return null
  if (facts.kind !== 'directory') return 'is no directory'
  if (facts.uid !== 0 && facts.uid !== owner) return `belongs to uid ${facts.uid}, who could put a link in its place`
  return (facts.mode & 0o022) === 0 ? null : 'can be written by others, who could put a link in its place'
}

/** What not everybody may read must not become everybody's: it may be a secret. */
function isPrivate({ like }: Content): boolean {
  return like !== null && (like.mode & 0o004) === 0
}

async function put(disk: Disk, release: string, path: string, content: Content): Promise<void> {
  const { bytes, like } = content
  const file = posix.join(release, path)
  await refuseOpenWay(disk, release, path)
  const there = await disk.look(file)
  if (there !== null && there.kind !== 'file') throw failure('REFUSED', `'${file}' is no regular file in this release`, { next: 'correct archive.carry or [[generate]]' })
  await ensureDirectory(disk, posix.dirname(file), 0o755)
  const isOpen = there !== null && isPrivate(content) && there.mode !== like?.mode
  if (there !== null && !isOpen && there.sizeBytes === bytes.length && Buffer.compare((await disk.read(file, bytes.length)) ?? new Uint8Array(), bytes) === 0) await disk.syncFile(file)
  else await (like !== null && isPrivate(content) ? replaceAlike(disk, file, like) : replaceFile(disk, file, bytes, 0o644))
  // Also those that an earlier run made, and did not live to make durable.
  for (let at = posix.dirname(file); at.length >= release.length; at = posix.dirname(at)) await disk.syncDirectory(at)
}

/** As `replaceFile`, with the mode and the owner of what it is taken from. PERMISSION where those cannot be given to it: our own units may not. */
async function replaceAlike(disk: Disk, file: string, like: FileFacts & { readonly path: string }): Promise<void> {
  const temporary = unfinished(file)
  await disk.remove(temporary)
  await disk.copy(like.path, temporary, { mode: like.mode & 0o777, uid: like.uid, gid: like.gid })
  await disk.syncFile(temporary)
  await disk.rename(temporary, file)
  await disk.syncDirectory(posix.dirname(file))
}
