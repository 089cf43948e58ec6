import { posix } from 'node:path'
import type { Disk, IsExecuted, ReadsDisk } from '../../host/types.ts'
import { removeTree, treeOf } from '../../upgrade/admit/directory-tree.ts'
import type { Plan } from '../../upgrade/plan.ts'

const doomedPrefix = '.removing-'
/** Of one release; a release with more programs than that is looked at in part. */
const programsMax = 1000

export interface Pruning {
  readonly releases: string
  /** Directories below `releases`, chosen by who knows the history. */
  readonly letGo: readonly string[]
  /** Directories that stay whatever was chosen: the live one, and the one to return to. */
  readonly never: readonly (string | null)[]
}

/** What a plan decided. `liveTarget`: what is live says so itself, whatever the plan thought. */
export function pruningOf({ letGo = [], from, to }: Plan, liveTarget: string | null): Pruning {
  return { releases: posix.dirname(to.directory), letGo, never: [to.directory, from?.directory ?? null, liveTarget] }
}

/**
 * Removes releases that were let go of: never the live one, never the last good, none that some process still executes, whatever is live (failures.md
 * f20). A release loses its name before its first file, so that no half of one is ever taken for a whole.
 */
export async function prune(disk: Disk, { releases, letGo, never }: Pruning, isExecuted: IsExecuted): Promise<void> {
  const spared = new Set(never.map((directory) => (directory === null ? null : posix.basename(directory))))
  await removeDoomed(disk, releases)
  for (const directory of letGo) {
    const name = posix.basename(directory)
    if (posix.dirname(directory) !== releases || spared.has(name) || (await disk.look(directory))?.kind !== 'directory') continue
    if ((await runsFrom(disk, directory, isExecuted)) !== 'no') continue
    await disk.rename(directory, posix.join(releases, doomedPrefix + name))
  }
  await removeDoomed(disk, releases)
}

/** Whether anybody executes a program of this release. One that we may not find out about counts as if somebody did. */
export async function runsFrom(disk: ReadsDisk, directory: string, isExecuted: IsExecuted): Promise<'yes' | 'no' | 'unknown'> {
  const programs = (await treeOf(disk, directory)).filter(({ facts }) => facts.kind === 'file' && (facts.mode & 0o111) !== 0)
  const answers = new Set<'yes' | 'no' | 'unknown'>()
  for (const { path } of programs.slice(0, programsMax)) answers.add(await isExecuted(posix.join(directory, path)))
  return answers.has('yes') ? 'yes' : answers.has('unknown') ? 'unknown' : 'no'
}

/** Where releases lie, and when each was laid down; what is unfinished belongs to whoever stages it, and what is doomed is none any more. */
export async function releasesOnDisk(disk: ReadsDisk, releases: string): Promise<readonly { readonly directory: string; readonly laidDownMs: number }[]> {
  const found: { readonly directory: string; readonly laidDownMs: number }[] = []
  for (const name of (await disk.list(releases)) ?? []) {
    if (name.startsWith('.') || name.endsWith('.partial')) continue
    const facts = await disk.look(posix.join(releases, name))
    if (facts?.kind === 'directory') found.push({ directory: posix.join(releases, name), laidDownMs: facts.modifiedAtMs })
  }
  return found
}

/** Else a power cut could bring back the name without the files. Also when who renamed them was killed right after. */
async function removeDoomed(disk: Disk, releases: string): Promise<void> {
  const doomed = ((await disk.list(releases)) ?? []).filter((name) => name.startsWith(doomedPrefix))
  if (doomed.length > 0) await disk.syncDirectory(releases)
  for (const name of doomed) await removeTree(disk, posix.join(releases, name))
}
