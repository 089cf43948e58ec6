import { posix } from 'node:path'
import type { ReadsDisk } from '../../host/types.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'

/** Where a layout wants releases to lie: inside its home, so that a switch is one rename; else where we keep them. */
export function releasesIn(settings: DriverSettings, ours: string): string {
  return settings.kind === 'links' ? posix.join(String(settings['home']), 'releases') : ours
}

/** Where the file of a release that ran before lies, once its successor is live. */
export function keptFile(settings: DriverSettings, directory: string, file: { readonly name: string; readonly publicPath: string }): string {
  return settings.kind === 'links' ? posix.join(directory, file.name) : `${file.publicPath}.prev`
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

/** Then its directory may be as closed as it likes: the link stays, and what it leads to changes. */
async function isOurLink(disk: ReadsDisk, path: string, target: string): Promise<boolean> {
  return (await disk.look(path))?.kind === 'symlink' && (await disk.readLink(path)) === target
}
