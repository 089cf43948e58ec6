import { posix } from 'node:path'
import { quoted } from '../formats/printable.ts'
import type { FileFacts, ReadsDisk } from '../host/types.ts'
import { readFragments } from './fragments.ts'
import { mergeFragments } from './inputs.ts'
import { linkChain, withRealFiles } from './link-chain.ts'
import { misconfigured } from './misconfigured.ts'
import type { KeyPath, Mistake } from './mistake.ts'
import { isMountPoint } from './mounted.ts'
import { homeOf, pathMistakes } from './rules/paths.ts'
import type { ManagedFile, Settings } from './settings.ts'
import { sharedMistakes } from './shared-file-system.ts'

interface Looking { readonly disk: ReadsDisk; readonly owner: number }

/**
 * Whether the places that the settings name are safe on this machine: nobody but root and the `owner` (0: nobody but root) can exchange a
 * directory on the way there, or a link that leads on from there, and nothing lies there that belongs to another tool (failures.md E37, E42).
 * Reads only. CONFIG with every mistake at once.
 */
export async function checkPlaces(disk: ReadsDisk, settings: Settings, owner: number): Promise<void> {
  const [home, looking] = [homeOf(settings), { disk, owner }]
  const mistakes = [
    // Again, because `--prefix` may have put other paths into the settings since, and links may lead to others.
    ...pathMistakes(await withRealFiles(disk, settings)),
    ...(home === null ? [] : [...await directoryMistakes(looking, home, ['layout', 'home']), ...await deviceMistakes(disk, home)]),
    ...(await Promise.all(settings.binaries.map((file) => fileMistakes(looking, file, home === null ? 'replaced' : 'linked')))).flat(),
    ...(await Promise.all(settings.companions.map(({ to }, index) => directoryMistakes(looking, posix.dirname(to.endsWith('/') ? `${to}x` : to), ['file', index, 'to'])))).flat(),
    ...(settings.buildInfo === null ? [] : await directoryMistakes(looking, posix.dirname(settings.buildInfo.file), ['build_info', 'file'])),
    ...await sharedMistakes(disk, settings),
  ]
  if (mistakes.length === 0) return
  const { place } = mergeFragments(await readFragments(disk, settings.files, owner))
  throw await misconfigured(settings.app, mistakes, place)
}

async function directoryMistakes(looking: Looking, directory: string, path: KeyPath): Promise<readonly Mistake[]> {
  for (const component of componentsOf(directory)) {
    const facts = await looking.disk.look(component)
    // What does not exist yet will be made by us, and so belongs to its owner.
    if (facts === null) return []
    const says = await componentFault(looking, component, facts)
    if (says !== null) return [{ path, says: `${quoted(component, 80)} ${says}` }]
  }
  return []
}

function componentsOf(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '')
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)]
}

async function componentFault({ disk, owner }: Looking, path: string, facts: FileFacts): Promise<string | null> {
  if (facts.kind === 'symlink') return `is a symbolic link to ${quoted((await disk.readLink(path)) ?? '?', 80)}; write the path that it leads to`
  if (facts.kind !== 'directory') return 'is not a directory'
  if (facts.uid !== 0 && facts.uid !== owner) return `belongs to user ${facts.uid}, who could put something else in its place; it must be ${owner === 0 ? "root's" : 'yours'}`
  return (facts.mode & 0o002) === 0 ? null : 'can be written by everybody, who could put something else in its place'
}

/** Switching versions is a rename, and a rename cannot leave its file system (rename(2), EXDEV). */
async function deviceMistakes(disk: ReadsDisk, home: string): Promise<readonly Mistake[]> {
  const [above, below] = await Promise.all([disk.look(home), disk.look(posix.join(home, 'releases'))])
  if (above === null || below === null || above.device === below.device) return []
  return [{ path: ['layout', 'home'], says: `${quoted(posix.join(home, 'releases'), 80)} is on another file system than ${quoted(home, 80)}; both must be on one` }]
}

/** `linked`: the layout puts a link of its own there. `replaced`: the file is exchanged where it really lies, so every link on the way counts. */
async function fileMistakes(looking: Looking, { name, publicPath }: ManagedFile, how: 'linked' | 'replaced'): Promise<readonly Mistake[]> {
  const path = ['layout', 'files', name]
  const above = await directoryMistakes(looking, posix.dirname(publicPath), path)
  if (above.length > 0) return above
  const chain = await linkChain(looking.disk, publicPath)
  if (chain === null) return [{ path, says: `${quoted(publicPath, 80)} leads into a circle of links` }]
  const store = storeOn(chain)
  if (store !== null) return [{ path, says: `${quoted(publicPath, 80)} leads into ${store}, which another tool manages` }]
  return how === 'linked' ? kindMistakes(looking, publicPath, path) : replacedMistakes(looking, chain, path)
}

async function kindMistakes({ disk }: Looking, file: string, path: KeyPath): Promise<readonly Mistake[]> {
  const kind = (await disk.look(file))?.kind
  return kind === 'directory' || kind === 'other' ? [{ path, says: `${quoted(file, 80)} is there already, and is not a file` }] : []
}

/** Whoever can turn a link on the way decides which file is replaced, and with what right. */
async function replacedMistakes(looking: Looking, chain: readonly [string, ...string[]], path: KeyPath): Promise<readonly Mistake[]> {
  const [publicPath, ...targets] = chain
  const lead = targets.length === 0 ? '' : `${quoted(publicPath, 80)} leads to ${quoted(targets.at(-1) ?? '', 80)}: `
  for (const target of targets) {
    const [first] = await directoryMistakes(looking, posix.dirname(target), path)
    if (first !== undefined) return [{ path, says: lead + first.says }]
  }
  const file = targets.at(-1) ?? publicPath
  const mistakes = [...await kindMistakes(looking, file, path), ...await mountMistakes(looking, file, path)]
  return mistakes.map(({ says }) => ({ path, says: lead + says }))
}

/** A single file that is mounted, as containers do: nothing can be renamed over it (rename(2), EBUSY). */
async function mountMistakes({ disk }: Looking, file: string, path: KeyPath): Promise<readonly Mistake[]> {
  if ((await isMountPoint(disk, file)) === 'no') return []
  return [{ path, says: `${quoted(file, 80)} is a mount of its own, which cannot be replaced; mount its directory instead` }]
}

/** Stores whose tools own every link into them: replacing one would be undone, or would undo them, at their next run. */
const stores = ['/nix/store', '/nix/var', '/gnu/store', '/snap', '/var/lib/snapd', '/var/lib/flatpak', '/etc/alternatives', '/run/current-system', '/home/linuxbrew']

function storeOn(chain: readonly string[]): string | null {
  return stores.find((store) => chain.slice(1).some((path) => path.startsWith(`${store}/`))) ?? null
}
