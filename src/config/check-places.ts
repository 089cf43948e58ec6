import { posix } from 'node:path'
import { quoted } from '../formats/printable.ts'
import type { FileFacts, ReadsDisk } from '../host/types.ts'
import { readFragments } from './fragments.ts'
import { mergeFragments } from './inputs.ts'
import { linksFollowedMax } from './limits.ts'
import { misconfigured } from './misconfigured.ts'
import type { KeyPath, Mistake } from './mistake.ts'
import { homeOf, pathMistakes } from './rules/paths.ts'
import type { ManagedFile, Settings } from './settings.ts'

/**
 * Whether the places that the settings name are safe on this machine: nobody but root can exchange a directory on the way there,
 * and nothing lies there that belongs to another tool (failures.md E37, E42). Reads only. CONFIG with every mistake at once.
 */
export async function checkPlaces(disk: ReadsDisk, settings: Settings): Promise<void> {
  const home = homeOf(settings)
  const mistakes = [
    // Again, because `--prefix` may have put other paths into the settings since.
    ...pathMistakes(settings),
    ...(home === null ? [] : [...await directoryMistakes(disk, home, ['layout', 'home']), ...await deviceMistakes(disk, home)]),
    ...(await Promise.all(settings.binaries.map((file) => fileMistakes(disk, file)))).flat(),
  ]
  if (mistakes.length === 0) return
  const { place } = mergeFragments(await readFragments(disk, settings.files))
  throw await misconfigured(settings.app, mistakes, place)
}

async function directoryMistakes(disk: ReadsDisk, directory: string, path: KeyPath): Promise<readonly Mistake[]> {
  for (const component of componentsOf(directory)) {
    const facts = await disk.look(component)
    // What does not exist yet will be made by us, and so belongs to root.
    if (facts === null) return []
    const says = await componentFault(disk, component, facts)
    if (says !== null) return [{ path, says: `${quoted(component, 80)} ${says}` }]
  }
  return []
}

function componentsOf(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '')
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)]
}

async function componentFault(disk: ReadsDisk, path: string, facts: FileFacts): Promise<string | null> {
  if (facts.kind === 'symlink') return `is a symbolic link to ${quoted((await disk.readLink(path)) ?? '?', 80)}; write the path that it leads to`
  if (facts.kind !== 'directory') return 'is not a directory'
  if (facts.uid !== 0) return `belongs to user ${facts.uid}, who could put something else in its place; it must be root's`
  return (facts.mode & 0o002) === 0 ? null : 'can be written by everybody, who could put something else in its place'
}

/** Switching versions is a rename, and a rename cannot leave its file system (rename(2), EXDEV). */
async function deviceMistakes(disk: ReadsDisk, home: string): Promise<readonly Mistake[]> {
  const [above, below] = await Promise.all([disk.look(home), disk.look(posix.join(home, 'releases'))])
  if (above === null || below === null || above.device === below.device) return []
  return [{ path: ['layout', 'home'], says: `${quoted(posix.join(home, 'releases'), 80)} is on another file system than ${quoted(home, 80)}; both must be on one` }]
}

async function fileMistakes(disk: ReadsDisk, { name, publicPath }: ManagedFile): Promise<readonly Mistake[]> {
  const path = ['layout', 'files', name]
  const above = await directoryMistakes(disk, posix.dirname(publicPath), path)
  if (above.length > 0) return above
  const facts = await disk.look(publicPath)
  if (facts?.kind === 'directory' || facts?.kind === 'other') return [{ path, says: `${quoted(publicPath, 80)} is there already, and is not a file` }]
  const store = facts?.kind === 'symlink' ? await storeBehind(disk, publicPath) : null
  return store === null ? [] : [{ path, says: `${quoted(publicPath, 80)} leads into ${store}, which another tool manages` }]
}

/** Stores whose tools own every link into them: replacing one would be undone, or would undo them, at their next run. */
const stores = ['/nix/store', '/nix/var', '/gnu/store', '/snap', '/var/lib/snapd', '/var/lib/flatpak', '/etc/alternatives', '/run/current-system', '/home/linuxbrew']

async function storeBehind(disk: ReadsDisk, start: string): Promise<string | null> {
  let at = start
  for (let hops = 0; hops < linksFollowedMax; hops++) {
    const target = (await disk.look(at))?.kind === 'symlink' ? await disk.readLink(at) : null
    if (target === null) return null
    at = posix.resolve(posix.dirname(at), target)
    const store = stores.find((directory) => at.startsWith(`${directory}/`))
    if (store !== undefined) return store
  }
  return 'a circle of links'
}
