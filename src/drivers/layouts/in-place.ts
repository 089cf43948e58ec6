import * as v from 'valibot'
import { failure, isFailure } from '../../errors.ts'
import type { Disk, IsExecuted } from '../../host/types.ts'
import { linkOrCopy, syncDirectoriesOf, unfinished } from '../../upgrade/durable.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { Layout, Live } from '../../upgrade/ports.ts'
import { assertLive, digestOf, liveFiles } from './live-files.ts'
import { prune, pruningOf } from './prune.ts'

export const inPlaceSchema = v.strictObject({})

const keptPath = (file: PlannedFile): string => `${file.publicPath}.kept`
const previousPath = (file: PlannedFile): string => `${file.publicPath}.prev`
const publicPaths = (plan: Plan): readonly string[] => plan.files.map((file) => file.publicPath)

/**
 * The public paths are the files themselves: staged as `<path>.upgrading`, renamed over, the version before kept as `<path>.kept` and, once
 * the new one is confirmed, as `<path>.prev`. Each file is whole at every instant; several files change one after the other.
 */
export function inPlace(disk: Disk, isExecuted: IsExecuted): Layout {
  return {
    async inspect(plan: Plan): Promise<Live> {
      return { files: await liveFiles(disk, plan, keptPath) }
    },

    async keep(plan: Plan): Promise<void> {
      for (const file of plan.files) await assertOurs(disk, file)
      for (const file of plan.files) await keepOne(disk, file)
      await syncDirectoriesOf(disk, publicPaths(plan))
    },

    /** Everything slow and everything that may fail first: all files staged, durable and compared, before one is renamed. */
    async swap(plan: Plan): Promise<void> {
      for (const file of plan.files) await stage(disk, file)
      for (const file of plan.files) await disk.rename(unfinished(file.publicPath), file.publicPath)
      await syncDirectoriesOf(disk, publicPaths(plan))
    },

    async restore(plan: Plan): Promise<void> {
      for (const file of plan.files) await putBack(disk, file)
      await syncDirectoriesOf(disk, publicPaths(plan))
    },

    async discard(plan: Plan, which: 'kept' | 'new'): Promise<void> {
      for (const file of plan.files) {
        const isLast = which === 'kept' || (await isForeign(disk, file))
        if (isLast && (await disk.look(keptPath(file))) !== null) await disk.rename(keptPath(file), previousPath(file))
        else await disk.remove(keptPath(file))
        await disk.remove(unfinished(file.publicPath))
      }
      if (which === 'new') return
      await syncDirectoriesOf(disk, publicPaths(plan))
      await prune(disk, pruningOf(plan, null), isExecuted)
    },
  }
}

/** A link at a public path belongs to another tool, or to the other layout: to rename over it would change what it means. */
async function assertOurs(disk: Disk, file: PlannedFile): Promise<void> {
  const facts = await disk.look(file.publicPath)
  if (facts !== null && facts.kind !== 'file') throw failure('REFUSED', `'${file.publicPath}' is not a regular file`, { next: 'use the links layout, or name the file that it leads to' })
  await assertLive(disk, file)
}

/** A second name, so that the way back needs no space. One that an earlier crash left may name a version of long ago. */
async function keepOne(disk: Disk, file: PlannedFile): Promise<void> {
  const [live, kept] = [await disk.look(file.publicPath), await disk.look(keptPath(file))]
  if (live === null) return disk.remove(keptPath(file))
  if (live.inode !== kept?.inode || live.device !== kept.device) await linkOrCopy(disk, file.publicPath, keptPath(file))
}

async function stage(disk: Disk, file: PlannedFile): Promise<void> {
  const temporary = unfinished(file.publicPath)
  await disk.remove(temporary)
  await disk.copy(file.newPath, temporary, { mode: file.mode, uid: file.uid, gid: file.gid })
  await disk.syncFile(temporary)
  if ((await disk.sha256(temporary)) !== file.newSha256) throw failure('TAMPERED', `the new '${file.name}' is no longer the file that was verified`)
}

async function putBack(disk: Disk, file: PlannedFile): Promise<void> {
  const live = await digestOf(disk, file.publicPath)
  // Neither of the two versions: somebody put it there meanwhile, and it is not ours to replace (failures.md f10).
  if (live === file.keptSha256 || (live !== null && live !== file.newSha256)) return
  if (file.keptSha256 === null) return disk.remove(file.publicPath)
  if ((await digestOf(disk, keptPath(file))) !== file.keptSha256) throw failure('DATA', `the kept copy '${keptPath(file)}' is damaged or gone`)
  await renameOver(disk, keptPath(file), file.publicPath)
}

/** Then what was kept of the version before is all that is left of it. */
async function isForeign(disk: Disk, file: PlannedFile): Promise<boolean> {
  const live = await digestOf(disk, file.publicPath)
  return live !== null && live !== file.keptSha256 && live !== file.newSha256
}

/** Through a second name, so that at no instant the kept file has only the name that is about to be replaced or lost. */
async function renameOver(disk: Disk, kept: string, path: string): Promise<void> {
  const temporary = unfinished(path)
  await disk.remove(temporary)
  try {
    await disk.link(kept, temporary)
  } catch (thrown) {
    // A full disk may have no room for another name, and some file systems have no second names: then the kept name itself goes.
    if (!isFailure(thrown)) throw thrown
    return disk.rename(kept, path)
  }
  await disk.rename(temporary, path)
}
