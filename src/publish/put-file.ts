import { posix } from 'node:path'
import type { Disk } from '../host/types.ts'
import type { Body, PublishTools } from './ports.ts'

type WritesFiles = Pick<PublishTools, 'disk' | 'files' | 'facts'>

/** Unfinished work beside `path`: garbage by definition. No list and no manifest ever names it. */
export const partial = (path: string): string => `${path}.partial`

/**
 * A file with this content, or the one before: a web server that serves the directory meanwhile never sees half of it, and neither does
 * the next boot (fsync(2)). Readable for everybody, whatever the umask: it is for publishing.
 */
export async function putFile({ disk, files, facts }: WritesFiles, path: string, body: Pick<Body, 'bytes'>): Promise<void> {
  await disk.remove(partial(path))
  try {
    const file = await files.create(partial(path), { mode: 0o644, uid: facts.uid, gid: facts.gid })
    try {
      for await (const chunk of body.bytes()) await file.write(chunk)
    } finally {
      await file.close()
    }
    await putInPlace(disk, path)
  } catch (thrown) {
    await disk.remove(partial(path)).catch(() => {})
    throw thrown
  }
}

/** The same for a partial file that somebody else wrote. */
export async function putInPlace(disk: Disk, path: string): Promise<void> {
  await disk.syncFile(partial(path))
  await disk.rename(partial(path), path)
  await disk.syncDirectory(posix.dirname(path))
}

/** A directory and every missing one above it, each durable in its parent; for everybody to enter. */
export async function ensureDirectory(disk: Disk, path: string): Promise<void> {
  if ((await disk.look(path)) !== null) return
  await ensureDirectory(disk, posix.dirname(path))
  await disk.makeDirectory(path, 0o755)
  await disk.syncDirectory(posix.dirname(path))
}
