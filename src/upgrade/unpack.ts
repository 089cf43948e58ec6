import { posix } from 'node:path'
import type { Disk, Files, Ownership, WritableFile } from '../host/types.ts'
import { treeOf } from './directory-tree.ts'
import { inspect, type Inspection } from './inspect.ts'
import type { Member } from './ports.ts'
import { mayBeManaged } from './release-content.ts'

export interface UnpackTools { readonly disk: Disk; readonly files: Files; readonly owner: Omit<Ownership, 'mode'> }

/** Root's, and everybody may look: what is in there was signed. */
const directoryMode = 0o755
const programMode = 0o755

/**
 * Unpacks what is kept of an archive into `staging`, which must not exist, and answers the directory in it that is the release.
 * Durable when it returns: each file was synced when it was whole, and each directory once all was in it.
 */
export async function unpack(inspection: Inspection, staging: string, tools: UnpackTools, signal: AbortSignal): Promise<string> {
  await tools.disk.makeDirectory(staging, directoryMode)
  const made = new Set<string>()
  const { prefix } = await inspect(inspection, (member) => place(member, { inspection, staging, made, tools }), signal)
  const root = posix.join(staging, prefix)
  if (inspection.rules.keep === 'files') await keepOnly(inspection.rules.binaries, root, tools.disk)
  for (const { path, facts } of await treeOf(tools.disk, root)) if (facts.kind === 'directory') await tools.disk.syncDirectory(posix.join(root, path))
  await tools.disk.syncDirectory(root)
  return root
}

interface Unpacking { readonly inspection: Inspection; readonly staging: string; readonly made: Set<string>; readonly tools: UnpackTools }

/** As long as nobody knows whether there is a top directory, whatever may be a managed file is written; `keepOnly` knows it then. */
async function place(member: Member, { inspection: { rules }, staging, made, tools }: Unpacking): Promise<WritableFile | null> {
  const managed = mayBeManaged(member.path, rules)
  if (rules.keep === 'files' && !managed) return null
  if (member.kind === 'directory') return makeDirectories(member.path, staging, made, tools).then(() => null)
  await makeDirectories(posix.dirname(member.path), staging, made, tools)
  return tools.files.create(posix.join(staging, member.path), { ...tools.owner, mode: managed ? programMode : member.mode })
}

async function makeDirectories(path: string, staging: string, made: Set<string>, tools: UnpackTools): Promise<void> {
  if (path === '.' || made.has(path)) return
  await makeDirectories(posix.dirname(path), staging, made, tools)
  await tools.disk.makeDirectory(posix.join(staging, path), directoryMode)
  made.add(path)
}

/** A `docs/jacod` in a flat archive looked like a managed file until its end. */
async function keepOnly(binaries: readonly string[], root: string, disk: Disk): Promise<void> {
  for (const { path, facts } of (await treeOf(disk, root)).toReversed()) {
    const isKept = facts.kind === 'directory' ? binaries.some((name) => name.startsWith(`${path}/`)) : binaries.includes(path)
    if (!isKept) await disk.remove(posix.join(root, path))
  }
}
