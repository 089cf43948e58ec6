import { failure } from '../../errors.ts'
import type { FileFacts, ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { LiveFile } from '../../upgrade/ports.ts'
import type { Placed } from './placed.ts'

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

/** The same of what travels with the release, and lies at its path itself. */
export async function liveCompanions(disk: ReadsDisk, placed: readonly Placed[]): Promise<readonly LiveFile[]> {
  const files: LiveFile[] = []
  for (const { path, newPath, keptSha256, beside } of placed) {
    const [kept, staged] = [keptSha256 === null ? null : await digestOf(disk, beside.kept), newPath === null ? null : await digestOf(disk, newPath)]
    files.push({ publicPath: path, sha256: await digestOf(disk, path), keptSha256: kept, newSha256: staged })
  }
  return files
}

/** Of a directory, a device, or a unit that somebody masked: no release's content, and so somebody's own. */
export const notAFile = 'not a file'

/** What a path really names, followed through every link; null when there is nothing, `notAFile` for what has no content. */
export async function digestOf(disk: ReadsDisk, path: string): Promise<string | null> {
  const file = await resolved(disk, path)
  return file === null ? null : contentOf(disk, file, await disk.look(file))
}

async function contentOf(disk: ReadsDisk, file: string, facts: FileFacts | null): Promise<string | null> {
  return facts === null || facts.kind === 'file' ? disk.sha256(file) : notAFile
}

/** In one look: what is live usually is what is kept, the same inode by another name, and is read through once. */
function readingOnce(disk: ReadsDisk): (path: string) => Promise<string | null> {
  const known = new Map<string, string | null>()
  return async (path) => {
    const file = await resolved(disk, path)
    const facts = file === null ? null : await disk.look(file)
    if (file === null || facts === null) return null
    const inode = `${facts.device} ${facts.inode}`
    if (!known.has(inode)) known.set(inode, await contentOf(disk, file, facts))
    return known.get(inode) ?? null
  }
}

/** What somebody put there since the plan was made is not ours to keep, and not ours to replace. */
export async function assertLive(disk: ReadsDisk, { path, keptSha256 }: Pick<Placed, 'path' | 'keptSha256'>): Promise<void> {
  if ((await digestOf(disk, path)) === keptSha256) return
  throw failure('REFUSED', `'${path}' was changed while the upgrade was prepared`, { next: 'nothing was changed: look who changed the file, then upgrade again' })
}
