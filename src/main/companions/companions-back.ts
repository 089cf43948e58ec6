import { posix } from 'node:path'
import { besideCompanion } from '../../drivers/layouts/companions.ts'
import { laidLast, lainThen, releaseDirectories, type LaidBefore } from '../../upgrade/companions/laid-before.ts'
import type { Decided, FoundFile } from '../../upgrade/companions/plan-companion.ts'
import { planWayBack } from '../../upgrade/companions/plan-way-back.ts'
import type { Request } from '../../upgrade/report.ts'
import type { Admitted } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import { fileThere, lookThere, missingAbove } from './look-there.ts'
import { unitFileAt } from './unit-file.ts'

/** Every path that was changed since this release ran goes back to what it was then, whatever the settings name today. */
export async function companionsBack({ settings }: Pick<App, 'settings'>, { records }: Pick<LiveState, 'records'>, admitted: Admitted, { force }: Pick<Request, 'force'>): Promise<readonly Decided[]> {
  const last = laidLast(records)
  const places = [admitted.directory, ...releaseDirectories(records)]
  return Promise.all([...lainThen(records, admitted).values()].map(async (then) => planWayBack({
    name: then.name, path: then.path, then: then.sha256, force,
    found: await lookThere(then.path),
    source: await sourceOf(then, places),
    last: last.get(then.path)?.sha256 ?? null,
    edited: settings.companions.find(({ to }) => to === then.path || to === `${posix.dirname(then.path)}/`)?.edited ?? 'replace',
    directories: then.sha256 === null ? [] : await missingAbove(then.path),
    isUnitFile: unitFileAt(then.path),
    version: admitted.version,
  })))
}

/** As a release brought it, or as it was kept beside its place: that one has its own mode and owner, whoever put it there. */
async function sourceOf({ name, path, sha256, mode }: LaidBefore, directories: readonly string[]): Promise<(FoundFile & { readonly path: string }) | null> {
  if (sha256 === null) return null
  const kept = await fileThere(besideCompanion(path).previous)
  if (kept?.sha256 === sha256) return kept
  for (const directory of directories) {
    const found = await fileThere(posix.join(directory, name))
    if (found?.sha256 === sha256) return { ...found, mode }
  }
  return null
}
