import { quoted } from '../../formats/printable.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate, Refusal } from '../../upgrade/ports.ts'
import { directoriesChanged, type WhereWritten } from './written.ts'

/** A unit of ours that settles what another one left, and a directory that it may not write to. */
export interface Shut { readonly unit: string; readonly directory: string }

/** `recorded`: where it is said afterwards what is installed. `shutOut`: the first of those who put back that may not write to one of these; null: all may. */
export interface PutBackTools {
  readonly disk: ReadsDisk
  readonly written: WhereWritten
  readonly recorded: readonly string[]
  readonly shutOut: (directories: readonly string[]) => Promise<Shut | null>
}

/**
 * Whether those could put everything back who do it when the upgrade itself cannot: the fallback unit, the one at boot, the one that ends a probation. Each has a
 * sandbox of its own, and whoever opened a directory for the upgrade alone would learn of the others after a crash, with the new version in place. No force: nothing could mend that.
 */
export function putBack({ disk, written, recorded, shutOut }: PutBackTools): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      const shut = await shutOut(await reallyIn(disk, [...await directoriesChanged(plan, written), ...recorded]))
      return shut === null ? { kind: 'yes' } : cannotPutBack(shut)
    },
  }
}

/** A sandbox shuts places, not names: what a link leads out of it is open. */
export async function reallyIn(disk: ReadsDisk, directories: readonly string[]): Promise<readonly string[]> {
  return Promise.all([...new Set(directories)].map(async (path) => (await resolved(disk, path)) ?? path))
}

export function cannotPutBack({ unit, directory }: Shut): Refusal & Required<Pick<Refusal, 'code'>> {
  return { kind: 'no', reason: `what is replaced in ${quoted(directory)} could not be put back after a crash: '${unit}' may not write there`, next: opened(directory), overridable: 'no', code: 'CANT_CREATE' }
}

/** One drop-in for all of them: their names begin so (systemd.unit(5)). */
export function opened(directory: string): string {
  const isHome = ['/home', '/root', '/run/user'].some((above) => directory === above || directory.startsWith(`${above}/`))
  return `write '[Service]' and '${isHome ? 'ProtectHome=no' : `ReadWritePaths=${directory}`}' to /etc/systemd/system/app-upgrade-.service.d/own.conf, then 'systemctl daemon-reload'`
}
