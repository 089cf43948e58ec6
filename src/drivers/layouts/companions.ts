import { posix } from 'node:path'
import type { Plan, PlannedCompanion } from '../../upgrade/plan.ts'
import type { Beside, Placed } from './placed.ts'

/**
 * What travels with a release, as files in place: in both layouts, for a service manager finds its units by their own names and not by ours.
 *
 * In which order: companions first, then the programs; on the way back the programs first, then the companions. The service manager reads unit files when
 * it is told to (daemon-reload, systemctl(1)), not when it restarts a unit. So whatever of it died in the middle is restarted as it was loaded, with the
 * program that lies there: before the programs are exchanged that is wholly the version before, however many companions are exchanged already, and one that
 * cannot be exchanged leaves the program untouched. On the way back an ill program is away first.
 */
export function companionsOf({ companions = [] }: Pick<Plan, 'companions'>): readonly Placed[] {
  return companions.map(placedCompanion)
}

function placedCompanion({ name, path, newPath, newSha256, keptSha256, mode, uid, gid, directories = [] }: PlannedCompanion): Placed {
  return { name, path, newPath, newSha256, keptSha256, mode, uid, gid, directories, beside: besideCompanion(path) }
}

/**
 * Names that whoever reads such a directory passes over: all of them together, for each reads by rules of its own. The service manager: no valid unit
 * name, and in `x.service.d/` only `*.conf` (systemd.unit(5)); so sysctl.d(5), tmpfiles.d(5). cron(8) of Debian: only letters, digits, `_` and `-`; of
 * cronie: a dot in front or `~` behind, so that `acme.prev` would be a table of its own, and run. logrotate(8) passes over `~` alone (`tabooext`), a server
 * that includes `sites-enabled/*` over the dot alone (glob(7)).
 */
export function besideCompanion(path: string): Beside {
  const named = (what: string): string => posix.join(posix.dirname(path), `.${posix.basename(path)}.${what}~`)
  return { staged: named('upgrading'), kept: named('kept'), previous: named('prev') }
}

/** Whether a file of this name would be taken for one of those. */
export function isBesideCompanion(path: string): boolean {
  return /^\..+\.(?:upgrading|kept|prev)~$/.test(posix.basename(path))
}
