import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { Disk } from '../../host/types.ts'
import type { Plan } from '../../upgrade/plan.ts'

const depthMax = 64
const doomedPrefix = '.removing-'

/**
 * Removes the oldest releases beyond `keepReleases`: never the live one, never the one we came from (the last known good), and nothing
 * unfinished, which belongs to whoever stages it. A release loses its name before its first file, so that no half of one is ever
 * taken for a whole.
 */
export async function prune(disk: Disk, plan: Plan, liveTarget: string | null): Promise<void> {
  const releases = posix.dirname(plan.to.directory)
  const spared = new Set([plan.to.directory, plan.from?.directory, liveTarget].flatMap((path) => (path === null || path === undefined ? [] : [posix.basename(path)])))
  await removeDoomed(disk, releases)
  const candidates = await releasesIn(disk, releases, spared)
  const doomed = candidates.slice(Math.max(0, plan.keepReleases - spared.size))
  for (const name of doomed) await disk.rename(posix.join(releases, name), posix.join(releases, doomedPrefix + name))
  await removeDoomed(disk, releases)
}

/** Else a power cut could bring back the name without the files. Also when who renamed them was killed right after. */
async function removeDoomed(disk: Disk, releases: string): Promise<void> {
  const doomed = ((await disk.list(releases)) ?? []).filter((name) => name.startsWith(doomedPrefix))
  if (doomed.length > 0) await disk.syncDirectory(releases)
  for (const name of doomed) await removeAll(disk, posix.join(releases, name), depthMax)
}

/** Newest first. */
async function releasesIn(disk: Disk, releases: string, spared: ReadonlySet<string>): Promise<readonly string[]> {
  const found: { readonly name: string; readonly modifiedAtMs: number }[] = []
  for (const name of (await disk.list(releases)) ?? []) {
    const facts = await disk.look(posix.join(releases, name))
    const candidate = facts?.kind === 'directory' && !name.startsWith('.') && !name.endsWith('.partial') && !spared.has(name)
    if (candidate) found.push({ name, modifiedAtMs: facts.modifiedAtMs })
  }
  return found.toSorted((a, b) => b.modifiedAtMs - a.modifiedAtMs).map(({ name }) => name)
}

async function removeAll(disk: Disk, path: string, depth: number): Promise<void> {
  if (depth === 0) throw failure('IO', `'${path}' is nested too deeply to be removed`)
  // A link is removed, never followed.
  const names = (await disk.look(path))?.kind === 'directory' ? await disk.list(path) : null
  for (const name of names ?? []) await removeAll(disk, posix.join(path, name), depth - 1)
  await disk.remove(path)
}
