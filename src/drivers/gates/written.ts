import { posix } from 'node:path'
import { mountOf } from '../../formats/mountinfo.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan } from '../../upgrade/plan.ts'
import { blockBytes, stateBytes, stateEntries } from './limits.ts'
import { readTable } from './mount-table.ts'

/** What is written below a directory, at most at one time: so many bytes, and so many new files, links and directories. */
export interface Written { readonly directory: string; readonly bytes: number; readonly entries: number }

/** What no plan says at this moment: where our journals lie, and the file that is told what is installed. */
export interface Beside { readonly state: string; readonly buildInfo: string | null }

/** Everything that this plan writes, and where. Sizes are those of the files that lie ready; snapshots are the operator's. */
export async function writtenBy(plan: Plan, disk: ReadsDisk, { state, buildInfo }: Beside): Promise<readonly Written[]> {
  const files = plan.layout.kind === 'links' ? await adopted(plan, disk) : await staged(plan, disk)
  return [...files, ...await companions(plan, disk), ...await toldIn(buildInfo, disk), { directory: state, bytes: stateBytes, entries: stateEntries }]
}

/** In place each new file is copied beside the one that it replaces. What is kept is a second name, or where there are none, a copy. */
async function staged({ files }: Plan, disk: ReadsDisk): Promise<readonly Written[]> {
  const mounts = await readTable(disk)
  return Promise.all(files.map(async ({ publicPath, newPath }) => {
    const directory = posix.dirname(publicPath)
    const kept = nameless.has(mountOf(mounts, directory)?.kind ?? '') ? await sizeOf(disk, publicPath) : 0
    return { directory, bytes: await sizeOf(disk, newPath) + kept, entries: kept === 0 ? 1 : 2 }
  }))
}

/** File systems on which a file has one name only (link(2), EPERM). */
const nameless = new Set(['vfat', 'msdos', 'exfat', 'fuse.exfat', 'hfs'])

/** A switch is a link, and so is the way back, which is laid ready: they need next to nothing; only what another tool put elsewhere is copied, if a second name cannot reach it. */
async function adopted(plan: Plan, disk: ReadsDisk): Promise<readonly Written[]> {
  const home = String(plan.layout['home'])
  const links = plan.files.map(({ publicPath }) => ({ directory: posix.dirname(publicPath), bytes: blockBytes, entries: 1 }))
  const { from } = plan
  if (from === null) return [...links, { directory: home, bytes: blockBytes, entries: 1 }]
  const device = await deviceOf(disk, from.directory)
  const copies = await Promise.all(plan.files.map(async ({ publicPath }) => {
    const live = await resolved(disk, publicPath)
    const facts = live === null || live.startsWith(`${from.directory}/`) ? null : await disk.look(live)
    return { directory: from.directory, bytes: facts === null || facts.device === device ? 0 : blocks(facts.sizeBytes), entries: facts === null ? 0 : 1 }
  }))
  return [...links, { directory: home, bytes: 3 * blockBytes, entries: 3 }, ...copies]
}

async function companions({ companions: planned = [] }: Plan, disk: ReadsDisk): Promise<readonly Written[]> {
  return Promise.all(planned.map(async ({ path, newPath }) => ({ directory: posix.dirname(path), bytes: newPath === null ? 0 : await sizeOf(disk, newPath), entries: newPath === null ? 0 : 1 })))
}

async function toldIn(file: string | null, disk: ReadsDisk): Promise<readonly Written[]> {
  return file === null ? [] : [{ directory: posix.dirname(file), bytes: await sizeOf(disk, file) + blockBytes, entries: 1 }]
}

/** Zero for what is not there: whoever writes it says so. */
async function sizeOf(disk: ReadsDisk, path: string): Promise<number> {
  return blocks((await disk.look(path))?.sizeBytes ?? 0)
}

function blocks(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes
}

/** Where a plan's layout exchanges names. */
export type WhereWritten = (plan: Plan) => Promise<readonly { readonly path: string }[]>

/** Where names are exchanged, those of what travels included. */
export async function directoriesChanged(plan: Plan, written: WhereWritten): Promise<readonly string[]> {
  return [...(await written(plan)).map(({ path }) => path), ...(plan.companions ?? []).map(({ path }) => posix.dirname(path))]
}

/** Of the nearest directory that is there: what is missing below it will be made on the same file system. */
export async function nearest(disk: ReadsDisk, directory: string): Promise<string> {
  for (let at = directory; at !== posix.dirname(at); at = posix.dirname(at)) if ((await disk.look(at)) !== null) return at
  return '/'
}

async function deviceOf(disk: ReadsDisk, directory: string): Promise<number | null> {
  return (await disk.look(await nearest(disk, directory)))?.device ?? null
}
