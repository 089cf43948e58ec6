import { posix } from 'node:path'
import { mountOf, type Mount } from '../../formats/mountinfo.ts'
import { quoted } from '../../formats/printable.ts'
import type { MayWrite, ReadsDisk } from '../../host/types.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate, Refusal } from '../../upgrade/ports.ts'
import { readTable } from './mount-table.ts'
import { directoriesChanged, nearest, type WhereWritten } from './written.ts'

export interface MountTools { readonly disk: ReadsDisk; readonly mayWrite: MayWrite; readonly written: WhereWritten }
interface Looking { readonly plan: Plan; readonly mounts: readonly Mount[]; readonly tools: MountTools }

/**
 * How the file systems are mounted that this plan has to do with. A switch is a rename, and a rename cannot leave its file system (EXDEV, formats.md S5), cannot
 * replace what something is mounted on (EBUSY) and needs a file system that can be written (EROFS); a program on one that is
 * mounted `noexec` starts in no version (failures.md F05, F06, F07, F09). All of that is known before the swap. Force passes none of it that would stop the daemon.
 */
export function mounts(tools: MountTools): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      const looking = { plan, tools, mounts: await readTable(tools.disk) }
      return await divided(looking) ?? await mountedUpon(looking) ?? await closed(looking) ?? await notExecutable(looking) ?? { kind: 'yes' }
    },
  }
}

const homeOf = ({ layout }: Plan): string | null => (layout.kind === 'links' ? String(layout['home']) : null)

/** What is kept is a second name of what is live, so that the way back needs no room: both must be on one file system. */
async function divided({ plan, tools: { disk } }: Looking): Promise<Refusal | null> {
  const home = homeOf(plan)
  if (home === null) return null
  const releases = posix.join(home, 'releases')
  const [above, below] = await Promise.all([disk.look(home), disk.look(releases)])
  if (above === null || below === null || above.device === below.device) return null
  return no(`${quoted(releases)} is on another file system than ${quoted(home)}, so that a version cannot be switched by a rename`, `mount one file system at ${quoted(home)}, with everything below it`)
}

async function mountedUpon({ plan, mounts: table }: Looking): Promise<Refusal | null> {
  const home = homeOf(plan)
  const paths = [...plan.files.map(({ publicPath }) => publicPath), ...(plan.companions ?? []).map(({ path }) => path), ...(home === null ? [] : [posix.join(home, 'current')])]
  const found = paths.find((path) => table.some(({ at }) => at === path))
  return found === undefined ? null : no(`${quoted(found)} is a mount of its own, which cannot be replaced`, `mount the directory ${quoted(posix.dirname(found))} instead of the single file ('findmnt ${found}')`)
}

/** Asked of the kernel, which knows of more than the table: an immutable directory, and what our own unit may not write. */
async function closed(looking: Looking): Promise<Refusal | null> {
  const { plan, mounts: table, tools: { disk, mayWrite, written } } = looking
  for (const directory of new Set(await directoriesChanged(plan, written))) {
    const place = await nearest(disk, directory)
    if ((await mayWrite(place)) !== 'read-only') continue
    const at = mountOf(table, place)?.at
    return { ...no(`nothing can be changed in ${quoted(place)}: it is mounted read-only${at === undefined || at === place ? '' : `, with ${quoted(at)}`}`, `'findmnt -T ${place}' shows how; where only app-upgrade's own unit may not write there, open it with ReadWritePaths=${place} in a drop-in of that unit`), code: 'CANT_CREATE' }
  }
  return null
}

/** Where the daemon's programs are started; and where the new version lies while it is rehearsed, which a person may do without. */
async function notExecutable(looking: Looking): Promise<Refusal | null> {
  const { plan } = looking
  const home = homeOf(plan)
  for (const directory of home === null ? plan.files.map(({ publicPath }) => posix.dirname(publicPath)) : [home, posix.join(home, 'releases')]) {
    const at = await noexecAt(looking, directory)
    if (at !== null) return no(`no program can be started in ${quoted(directory)}: ${quoted(at)} is mounted noexec`, `mount -o remount,exec ${at} (and in fstab(5)), or give the files another place in [layout]`)
  }
  const at = await noexecAt(looking, plan.to.directory)
  return at === null ? null : { ...no(`version ${plan.to.version} cannot be rehearsed where it lies ready, in ${quoted(plan.to.directory)}: ${quoted(at)} is mounted noexec`, `mount -o remount,exec ${at} (and in fstab(5)); '--force' goes on without a rehearsal, and is recorded`), overridable: 'yes' }
}

async function noexecAt({ mounts: table, tools: { disk } }: Looking, directory: string): Promise<string | null> {
  const mount = mountOf(table, await nearest(disk, directory))
  return mount?.options.includes('noexec') === true ? mount.at : null
}

function no(reason: string, next: string): Refusal {
  return { kind: 'no', reason, next, overridable: 'no' }
}
