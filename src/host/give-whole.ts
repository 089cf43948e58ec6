import { constants } from 'node:fs'
import { lstat, open, readdir, type FileHandle } from 'node:fs/promises'
import { getuid } from 'node:process'
import { failure } from '../errors.ts'
import type { Account } from './accounts.ts'
import { directoryEntriesMax, treeDepthMax } from './limits.ts'
import { errnoOf, onPath } from './system-error.ts'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants

/**
 * Gives what is ours in a directory, and the directory, to another account: also while somebody writes there who exchanges directories for links. Each is held by a
 * descriptor, and reached through the one above it. A file with a second name may be another one elsewhere, and stays ours; so does what is neither file nor
 * directory. A path that is not there is no failure. PERMISSION where we may not give anything away.
 */
export async function giveWhole(path: string, to: Account): Promise<void> {
  await onPath('give away', path, () => give(Buffer.from(path), { to, left: { entries: directoryEntriesMax }, depth: treeDepthMax, path }))
}

interface Giving { readonly to: Account; readonly left: { entries: number }; readonly depth: number; readonly path: string }

async function give(at: Buffer, giving: Giving): Promise<void> {
  if (giving.left.entries-- <= 0 || giving.depth <= 0) throw failure('IO', `'${giving.path}' holds too much to be given away`)
  const handle = await open(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(unlessNoFile)
  if (handle === null) return
  try {
    const facts = await handle.stat()
    const isOurs = facts.uid === getuid?.() && (facts.isDirectory() || (facts.isFile() && facts.nlink === 1))
    if (facts.isDirectory()) await giveIn(handle, at, giving)
    if (isOurs) await handle.chown(giving.to.uid, giving.to.gid)
  } finally {
    await handle.close()
  }
}

/** What is below goes first: whoever was given the directory could make it disappear under us. */
async function giveIn(handle: FileHandle, at: Buffer, giving: Giving): Promise<void> {
  const held = Buffer.from(`/proc/self/fd/${handle.fd}`)
  // In a bare chroot nobody mounted /proc, and nobody else runs who could turn a name.
  const inside = await lstat(held).then(() => held, () => at)
  for (const name of await readdir(inside, { encoding: 'buffer' })) await give(Buffer.concat([inside, Buffer.from('/'), name]), { ...giving, depth: giving.depth - 1 })
}

/** Gone, a link, or a socket. */
function unlessNoFile(thrown: unknown): null {
  if (['ENOENT', 'ELOOP', 'ENXIO'].includes(errnoOf(thrown) ?? '')) return null
  throw thrown
}
