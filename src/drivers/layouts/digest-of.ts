import { failure } from '../../errors.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { PlannedFile } from '../../upgrade/plan.ts'

/** What a path really names, followed through every link; null when there is nothing. */
export async function digestOf(disk: ReadsDisk, path: string): Promise<string | null> {
  const file = await resolved(disk, path)
  return file === null ? null : disk.sha256(file)
}

/** What somebody put there since the plan was made is not ours to keep, and not ours to replace. */
export async function assertLive(disk: ReadsDisk, file: PlannedFile): Promise<void> {
  if ((await digestOf(disk, file.publicPath)) === file.keptSha256) return
  throw failure('REFUSED', `'${file.publicPath}' was changed while the upgrade was prepared`, { next: 'nothing was changed: look who changed the file, then upgrade again' })
}
