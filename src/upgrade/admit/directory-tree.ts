import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { Disk, FileFacts, ReadsDisk } from '../../host/types.ts'
import { treeDepthMax, treeEntriesMax } from '../limits.ts'

export interface TreeEntry { readonly path: string; readonly facts: FileFacts }

/** Everything below a directory, a directory before what is in it; links are listed, never followed. Empty when there is none. */
export async function treeOf(disk: ReadsDisk, root: string): Promise<readonly TreeEntry[]> {
  const found: TreeEntry[] = []
  await collect(disk, root, '', found)
  return found
}

/** Removes a directory and all in it, or a file, or a link. May be repeated; not durable until the parent is synced. */
export async function removeTree(disk: Disk, root: string): Promise<void> {
  const facts = await disk.look(root)
  if (facts?.kind === 'directory') for (const { path } of (await treeOf(disk, root)).toReversed()) await disk.remove(posix.join(root, path))
  await disk.remove(root)
}

async function collect(disk: ReadsDisk, root: string, below: string, found: TreeEntry[]): Promise<void> {
  if (below.split('/').length > treeDepthMax) throw failure('IO', `'${root}' is deeper than ${treeDepthMax} directories`)
  for (const name of (await disk.list(posix.join(root, below))) ?? []) {
    const path = posix.join(below, name)
    const facts = await disk.look(posix.join(root, path))
    if (facts === null) continue
    if (found.length >= treeEntriesMax) throw failure('IO', `'${root}' has more than ${treeEntriesMax} entries`)
    found.push({ path, facts })
    if (facts.kind === 'directory') await collect(disk, root, path, found)
  }
}
