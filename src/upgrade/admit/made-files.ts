import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { Disk } from '../../host/types.ts'
import { ensureDirectory, replaceFile } from '../durable.ts'
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
    const bytes = from === null ? null : await contentOf(disk, posix.join(from, path))
    if (bytes === null) missing.push(`'${path}' is not carried over: the live release has no such file`)
    else await put(disk, to, path, bytes)
  }
  for (const { to: path, content } of made.generate) await put(disk, to, path, await content())
  return missing
}

async function contentOf(disk: Disk, path: string): Promise<Uint8Array | null> {
  const facts = await disk.look(path)
  if (facts === null) return null
  if (facts.kind !== 'file') throw failure('REFUSED', `'${path}' is to be carried over, but is no regular file`, { next: 'correct archive.carry' })
  return disk.read(path, madeFileBytesMax)
}

async function put(disk: Disk, release: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = posix.join(release, path)
  const there = await disk.look(file)
  if (there !== null && there.kind !== 'file') throw failure('REFUSED', `'${file}' is no regular file in this release`, { next: 'correct archive.carry or [[generate]]' })
  await ensureDirectory(disk, posix.dirname(file), 0o755)
  if (there !== null && there.sizeBytes === bytes.length && Buffer.compare((await disk.read(file, bytes.length)) ?? new Uint8Array(), bytes) === 0) await disk.syncFile(file)
  else await replaceFile(disk, file, bytes, 0o644)
  // Also those that an earlier run made, and did not live to make durable.
  for (let at = posix.dirname(file); at.length >= release.length; at = posix.dirname(at)) await disk.syncDirectory(at)
}
