import { posix } from 'node:path'
import type { ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'

/** Where a layout wants releases to lie: inside its home, so that a switch is one rename; else where we keep them. */
export function releasesIn(settings: DriverSettings, ours: string): string {
  return settings.kind === 'links' ? posix.join(String(settings['home']), 'releases') : ours
}

/** Where the file of a release that ran before may lie, once another is live: in place the version before lies beside it, and all lie as they were staged. */
export function keptFiles(settings: DriverSettings, directory: string, file: { readonly name: string; readonly publicPath: string }): readonly string[] {
  const staged = posix.join(directory, file.name)
  return settings.kind === 'links' ? [staged] : [`${file.publicPath}.prev`, staged]
}

/** `made`: it and what is missing above it is made by us. `needed`: it has to be there. */
export interface WrittenDirectory { readonly path: string; readonly ifMissing: 'made' | 'needed' }

/** The directories in which a layout makes and exchanges names. `files` as they really lie. */
export async function directoriesWritten(disk: ReadsDisk, settings: DriverSettings, files: readonly { readonly name: string; readonly publicPath: string }[]): Promise<readonly WrittenDirectory[]> {
  const home = settings.kind === 'links' ? String(settings['home']) : null
  const written = await Promise.all(files.map(async ({ name, publicPath }) => (home !== null && (await isOurLink(disk, publicPath, posix.join(home, 'current', name))) ? [] : [posix.dirname(publicPath)])))
  const above = [...new Set(written.flat())].map((path) => ({ path, ifMissing: 'needed' as const }))
  return home === null ? above : [{ path: home, ifMissing: 'made' }, { path: posix.join(home, 'releases'), ifMissing: 'made' }, ...above]
}

/** A file that runs by `<home>/current` alone, and the public path that should lead to it. */
export interface NotLedTo { readonly file: string; readonly publicPath: string }

/**
 * What another tool has made live in a home of this shape, and no public path leads to. For us nothing would be live, and there would be no way back: an
 * ill release would take `current` away from whoever runs by it. Null where there is no such thing.
 */
export async function notLedTo(disk: ReadsDisk, settings: DriverSettings, files: readonly { readonly name: string; readonly publicPath: string }[]): Promise<NotLedTo | null> {
  if (settings.kind !== 'links') return null
  const current = posix.join(String(settings['home']), 'current')
  const found = await Promise.all(files.map(async ({ name, publicPath }) => ({
    file: posix.join(current, name), publicPath, there: await inodeOf(disk, posix.join(current, name)), live: await inodeOf(disk, publicPath),
  })))
  // One public path that leads there is enough: what it leads to is kept, and the others appear with the next release.
  if (found.some(({ there, live }) => there !== null && there === live)) return null
  const [missing] = found.filter(({ there, live }) => there !== null && live === null)
  return missing === undefined ? null : { file: missing.file, publicPath: missing.publicPath }
}

async function inodeOf(disk: ReadsDisk, path: string): Promise<string | null> {
  const file = await resolved(disk, path)
  const facts = file === null ? null : await disk.look(file)
  return facts === null ? null : `${facts.device} ${facts.inode}`
}

/** Then its directory may be as closed as it likes: the link stays, and what it leads to changes. */
async function isOurLink(disk: ReadsDisk, path: string, target: string): Promise<boolean> {
  return (await disk.look(path))?.kind === 'symlink' && (await disk.readLink(path)) === target
}
