import { posix } from 'node:path'
import type { Disk, Files, Ownership, WritableFile } from '../../host/types.ts'
import { treeOf } from './directory-tree.ts'
import type { Destination } from '../acquire/inspect.ts'
import type { Member } from '../ports.ts'
import { isUsed, mayBeManaged, mayBeUsed, type ContentRules, type ReleaseContent } from './release-content.ts'

export interface UnpackTools { readonly disk: Disk; readonly files: Files; readonly owner: Omit<Ownership, 'mode'>; readonly rules: ContentRules }
/** A place that an archive is unpacked into. */
export interface Unpacking extends Destination {
  /**
   * Makes durable what is kept, and answers the directory that is the release. Called when somebody vouches for it: each file was synced when it
   * was whole, and each directory is once all is in it.
   */
  finish(content: ReleaseContent): Promise<string>
}

/** Root's, and everybody may look: what is in there was signed. */
const directoryMode = 0o755
const programMode = 0o755
/** What is not believed yet is nobody's to look at, let alone to execute. */
const stagingMode = 0o700

/** Unpacks into a directory within `staging`, which must not exist, and of which nothing can be reached before it is renamed out of there. */
export function unpackInto(staging: string, tools: UnpackTools): Unpacking {
  const top = posix.join(staging, 'release')
  const made = new Set<string>()
  return {
    async begin() {
      await tools.disk.makeDirectory(staging, stagingMode)
      await tools.disk.makeDirectory(top, directoryMode)
    },
    take: (member) => place(member, { top, made, tools }),
    finish: ({ prefix }) => finish(posix.join(top, prefix), tools),
  }
}

async function finish(root: string, { disk, rules }: UnpackTools): Promise<string> {
  if (rules.keep === 'files') await keepOnly(rules, root, disk)
  for (const { path, facts } of await treeOf(disk, root)) if (facts.kind === 'directory') await disk.syncDirectory(posix.join(root, path))
  await disk.syncDirectory(root)
  return root
}

interface Place { readonly top: string; readonly made: Set<string>; readonly tools: UnpackTools }

/** As long as nobody knows whether there is a top directory, whatever may be a managed file is written; `keepOnly` knows it then. */
async function place(member: Member, { top, made, tools }: Place): Promise<WritableFile | null> {
  const managed = mayBeManaged(member.path, tools.rules)
  if (tools.rules.keep === 'files' && !mayBeUsed(member.path, tools.rules)) return null
  if (member.kind === 'directory') return makeDirectories(member.path, { top, made, tools }).then(() => null)
  await makeDirectories(posix.dirname(member.path), { top, made, tools })
  return tools.files.create(posix.join(top, member.path), { ...tools.owner, mode: managed ? programMode : member.mode })
}

async function makeDirectories(path: string, { top, made, tools }: Place): Promise<void> {
  if (path === '.' || made.has(path)) return
  await makeDirectories(posix.dirname(path), { top, made, tools })
  await tools.disk.makeDirectory(posix.join(top, path), directoryMode)
  made.add(path)
}

/** A `docs/jacod` in a flat archive looked like a managed file until its end. */
async function keepOnly(rules: ContentRules, root: string, disk: Disk): Promise<void> {
  const entries = await treeOf(disk, root)
  const kept = entries.filter(({ path, facts }) => facts.kind === 'file' && isUsed(path, rules)).map(({ path }) => path)
  for (const { path, facts } of entries.toReversed()) {
    const isKept = facts.kind === 'directory' ? kept.some((name) => name.startsWith(`${path}/`)) : kept.includes(path)
    if (!isKept) await disk.remove(posix.join(root, path))
  }
}
