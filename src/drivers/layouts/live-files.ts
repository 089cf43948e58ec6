import { failure } from '../../errors.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { LiveFile } from '../../upgrade/ports.ts'

/** Every planned file as it is: live, kept at the path that its layout keeps it at, and staged. */
export async function liveFiles(disk: ReadsDisk, plan: Plan, keptPath: (file: PlannedFile) => string | null): Promise<readonly LiveFile[]> {
  const files: LiveFile[] = []
  const digest = readingOnce(disk)
  for (const file of plan.files) {
    const kept = file.keptSha256 === null ? null : keptPath(file)
    files.push({
      publicPath: file.publicPath,
      sha256: await digest(file.publicPath),
      keptSha256: kept === null ? null : await digest(kept),
      newSha256: await digest(file.newPath),
    })
  }
  return files
}

/** What a path really names, followed through every link; null when there is nothing. */
export async function digestOf(disk: ReadsDisk, path: string): Promise<string | null> {
  const file = await resolved(disk, path)
  return file === null ? null : disk.sha256(file)
}

/** In one look: what is live usually is what is kept, the same inode by another name, and is read through once. */
function readingOnce(disk: ReadsDisk): (path: string) => Promise<string | null> {
  const known = new Map<string, string | null>()
  return async (path) => {
    const file = await resolved(disk, path)
    const facts = file === null ? null : await disk.look(file)
    if (file === null || facts === null) return null
    const inode = `${facts.device} ${facts.inode}`
    if (!known.has(inode)) known.set(inode, await disk.sha256(file))
    return known.get(inode) ?? null
  }
}

/** What somebody put there since the plan was made is not ours to keep, and not ours to replace. */
export async function assertLive(disk: ReadsDisk, file: PlannedFile): Promise<void> {
  if ((await digestOf(disk, file.publicPath)) === file.keptSha256) return
  throw failure('REFUSED', `'${file.publicPath}' was changed while the upgrade was prepared`, { next: 'nothing was changed: look who changed the file, then upgrade again' })
}
