import { posix } from 'node:path'
import * as v from 'valibot'
import { failure, isFailure } from '../../errors.ts'
import type { Disk, IsExecuted } from '../../host/types.ts'
import { ensureDirectory, linkOrCopy, replaceLink, syncDirectoriesOf, unfinished } from '../../upgrade/durable.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { Layout, Live } from '../../upgrade/ports.ts'
import { companionsOf } from './companions.ts'
import { assertLive, digestOf, liveCompanions, liveFiles } from './live-files.ts'
import { discardPlaced, exchangePlaced, keepPlaced, putBackPlaced, stagePlaced } from './placed.ts'
import { prune, pruningOf } from './prune.ts'

export const linksSchema = v.strictObject({ home: v.pipe(v.string(), v.regex(/^\/[^\0]*[^/\0]$/, 'must be an absolute path')) })
export type LinksSettings = v.InferOutput<typeof linksSchema>

/**
 * `<home>/releases/<version>/…`, `<home>/current` → one of them, public paths → `<home>/current/<name>`. One rename of `current`
 * switches every file at once, so there is no instant with two versions, however many files there are.
 */
export function links({ home }: LinksSettings, disk: Disk, isExecuted: IsExecuted): Layout {
  const current = posix.join(home, 'current')
  const through = (file: PlannedFile): string => posix.join(current, file.name)
  const pointsTo = (directory: string): string => posix.relative(home, directory)

  return {
    async inspect(plan: Plan): Promise<Live> {
      const files = await liveFiles(disk, plan, (file) => (plan.from === null ? null : posix.join(plan.from.directory, file.name)))
      return { files, companions: await liveCompanions(disk, companionsOf(plan)) }
    },

    /** Adopts what is not ours yet: first the content, then `current`, then the public path. Every one of them names the same bytes. */
    async keep(plan: Plan): Promise<void> {
      await keepPlaced(disk, companionsOf(plan))
      if (plan.from === null) return
      const kept = plan.files.filter((file) => file.keptSha256 !== null)
      for (const file of kept) await assertLive(disk, { ...file, path: file.publicPath })
      await disk.makeDirectory(plan.from.directory, 0o755)
      for (const file of kept) await adopt(disk, file, posix.join(plan.from.directory, file.name))
      await syncDirectoriesOf(disk, [...kept.map((file) => posix.join(plan.from?.directory ?? '', file.name)), plan.from.directory])
      await layReady(disk, current, pointsTo(plan.from.directory))
      await lead(disk, current, pointsTo(plan.from.directory))
      for (const file of kept) await lead(disk, file.publicPath, through(file))
    },

    /** A public path that is new leads nowhere until `current` moves, and so appears in the same instant as the others change. */
    async swap(plan: Plan): Promise<void> {
      await stagePlaced(disk, companionsOf(plan))
      await exchangePlaced(disk, companionsOf(plan))
      for (const file of plan.files.filter((one) => one.keptSha256 === null)) await lead(disk, file.publicPath, through(file))
      await lead(disk, current, pointsTo(plan.to.directory))
    },

    /** Back in the opposite order: first every file at once, then the paths that nobody had. */
    async restore(plan: Plan): Promise<void> {
      if ((await linkTarget(disk, current)) === pointsTo(plan.to.directory)) await leadBack(disk, current, await wayBack(plan, home, disk))
      // Also when it leads back already: who moved it may have been killed before he could make it durable.
      else await disk.syncDirectory(home)
      // They lead nowhere now. Should a power cut bring one back, it still does, so nothing needs to be synced.
      for (const file of plan.files) {
        if (file.keptSha256 === null && (await linkTarget(disk, file.publicPath)) === through(file)) await disk.remove(file.publicPath)
      }
      await putBackPlaced(disk, companionsOf(plan))
    },

    async discard(plan: Plan, which: 'kept' | 'new'): Promise<void> {
      await discardPlaced(disk, companionsOf(plan), which)
      await forgetReady(disk, current)
      if (which === 'kept') return prune(disk, pruningOf(plan, await linkTarget(disk, current)), isExecuted)
      for (const path of [current, ...plan.files.map((file) => file.publicPath)]) await disk.remove(unfinished(path))
    },
  }
}

/** Where `current` led before; null on a first install, when there was none. */
async function wayBack({ from, files }: Plan, home: string, disk: Disk): Promise<string | null> {
  if (from === null) return null
  for (const file of files) {
    const kept = await digestOf(disk, posix.join(from.directory, file.name))
    if (file.keptSha256 !== null && kept !== file.keptSha256) throw failure('DATA', `the kept '${file.name}' in '${from.directory}' is damaged`)
  }
  return posix.relative(home, from.directory)
}

/** Makes `path` a link to `target`, or nothing at all; durable also when it was so before, but perhaps only in memory. */
async function lead(disk: Disk, path: string, target: string | null): Promise<void> {
  if (target !== null && (await linkTarget(disk, path)) !== target) return replaceLink(disk, target, path)
  if (target === null) await disk.remove(path)
  await disk.syncDirectory(posix.dirname(path))
}

const readyLink = (current: string): string => `${current}.kept`

/** So that the way back needs no space: after the swap there may be none left for another link, nor an inode (failures.md F02). Made durable with `current`. */
async function layReady(disk: Disk, current: string, target: string): Promise<void> {
  await disk.remove(readyLink(current))
  await disk.symlink(target, readyLink(current))
}

/** It leads where `current` does. Where it cannot be removed (the file system turned read-only) that is no reason to keep a transaction open: the next one makes it anew. */
async function forgetReady(disk: Disk, current: string): Promise<void> {
  try {
    await disk.remove(readyLink(current))
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
  }
}

/** By the link that `keep` laid ready. One that a crash left there, or took away, leads nowhere that we want: then another one is made. */
async function leadBack(disk: Disk, current: string, target: string | null): Promise<void> {
  const ready = readyLink(current)
  if (target === null || (await linkTarget(disk, ready)) !== target) return lead(disk, current, target)
  await disk.rename(ready, current)
  await disk.syncDirectory(posix.dirname(current))
}

async function linkTarget(disk: Disk, path: string): Promise<string | null> {
  return (await disk.look(path))?.kind === 'symlink' ? disk.readLink(path) : null
}

/** Gives the live file a name in the release directory. A copy that an earlier crash left there is made anew: it may not be durable. */
async function adopt(disk: Disk, file: PlannedFile, path: string): Promise<void> {
  const live = await resolved(disk, file.publicPath)
  await ensureDirectory(disk, posix.dirname(path), 0o755)
  if (live === null || live === path) return
  await linkOrCopy(disk, live, path)
  await disk.syncFile(path)
}
