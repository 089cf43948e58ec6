import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import type { ElfNeeds } from '../../formats/elf/elf-needs.ts'
import { librariesMax, libraryDirectoriesMax } from './limits.ts'
import { type LoaderPaths, loaderPaths } from './loader-paths.ts'
import { programAt, type ReadsPrograms } from './program-files.ts'

/** What the loader would not find: a library, or a version of the symbols of one that is here. */
export type Lack =
  | { readonly kind: 'library'; readonly library: string; readonly through: string | null }
  | { readonly kind: 'version'; readonly library: string; readonly version: string; readonly through: string | null }

/** One that was loaded: the program itself, or a library of it. */
interface Loaded {
  readonly needs: ElfNeeds
  /** The library that is spoken of; null: the program. */
  readonly name: string | null
  /** What `$ORIGIN` stands for. */
  readonly origins: readonly string[]
  /** Searched first, for all that it loads in turn: its own DT_RPATH and those of whoever loaded it. */
  readonly inherited: readonly string[]
}

/**
 * Looks for all that a program would load, as ld.so(8) does, without running anything. `origins`: the directories in which it lies, or will. What cannot be
 * judged is no lack: a loader that we do not know, a path with another variable than `$ORIGIN`.
 */
export async function lacking(reads: ReadsPrograms, needs: ElfNeeds, origins: readonly string[]): Promise<readonly Lack[]> {
  const paths = await loaderPaths(reads.disk, needs)
  if (paths === null) return []
  const search: Search = { reads, paths, program: needs, found: new Map(), lacks: [] }
  const waiting: Loaded[] = [{ needs, name: null, origins, inherited: [] }]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const library of next.needs.libraries) {
      if (search.found.has(library) || search.found.size >= librariesMax) continue
      const loaded = await load(search, library, next)
      if (loaded !== null) waiting.push(loaded)
    }
    search.lacks.push(...versionsLacking(search, next))
  }
  return search.lacks
}

interface Search {
  readonly reads: ReadsPrograms
  readonly paths: LoaderPaths
  readonly program: ElfNeeds
  /** By the name that was asked for. Null: it is there, and cannot be read; or it is not there. Then nothing is said of its versions. */
  readonly found: Map<string, ElfNeeds | null>
  readonly lacks: Lack[]
}

/** musl has these within its loader. */
const withinMusl = /^lib(?:c|pthread|rt|m|dl|util|xnet)\.|^libc\.musl-/

async function load(search: Search, library: string, by: Loaded): Promise<Loaded | null> {
  search.found.set(library, null)
  if (search.paths.kind === 'musl' && withinMusl.test(library)) return null
  const inherited = by.needs.runpath.length > 0 ? by.inherited : [...expanded(by.needs.rpath, by.origins), ...by.inherited]
  const places = placesOf(search, library, { ...by, inherited })
  if (places === null) return null
  const seen = await firstFit(search, places, versionsWanted(by, library))
  if (seen === null) search.lacks.push({ kind: 'library', library, through: by.name })
  if (seen === null || seen.needs === null) return null
  search.found.set(library, seen.needs)
  return { needs: seen.needs, name: library, origins: [posix.dirname(seen.place), posix.dirname(seen.path)], inherited }
}

/** In the loader's order; null when one of the directories is not known to us, or there are too many. */
function placesOf({ paths, program }: Search, library: string, { needs, origins, inherited }: Loaded): readonly string[] | null {
  if (library.includes('/')) return hasVariable(library) ? null : expanded([library], origins)
  if ([...needs.rpath, ...needs.runpath].some(hasVariable)) return null
  const named = needs.runpath.length > 0 ? expanded(needs.runpath, origins) : inherited
  // The loader itself would look for hours.
  if (named.length > libraryDirectoriesMax) return null
  const directories = named.map((directory) => `${directory}/${library}`)
  // The loader itself is loaded already, wherever it lies.
  const itself = library === posix.basename(program.image.interpreter ?? '') ? [program.image.interpreter ?? ''] : []
  return [...itself, ...directories, ...paths.listed(library), ...paths.directories.map((directory) => `${directory}/${library}`)]
}

const originWord = /\$(?:ORIGIN\b|\{ORIGIN\})/g
const hasVariable = (path: string): boolean => path.replaceAll(originWord, '').includes('$')

/** Relative ones would depend on the directory in which the daemon is started. */
function expanded(written: readonly string[], origins: readonly string[]): readonly string[] {
  const all = written.flatMap((path) => (path.match(originWord) === null ? [path] : origins.map((origin) => path.replaceAll(originWord, () => origin))))
  return [...new Set(all.filter((path) => path.startsWith('/')))]
}

interface Seen { readonly place: string; readonly path: string; readonly needs: ElfNeeds | null }

/** Libraries of another processor are passed over. Of variants of one library any with all that is asked for will do. */
async function firstFit({ reads, program }: Search, places: readonly string[], versions: readonly string[]): Promise<Seen | null> {
  let first: Seen | null = null
  for (const place of places) {
    const seen = await seenAt(reads, place)
    if (seen === null || (seen.needs !== null && !isSameProcessor(seen.needs, program))) continue
    first ??= seen
    if (seen.needs === null || versions.every((version) => seen.needs?.defines.has(version))) return seen
  }
  return first
}

async function seenAt(reads: ReadsPrograms, place: string): Promise<Seen | null> {
  try {
    const program = await programAt(reads, place)
    return program?.kind === 'elf' ? { place, path: program.path, needs: program.needs } : null
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { place, path: place, needs: null }
  }
}

function isSameProcessor({ image: one }: ElfNeeds, { image: other }: ElfNeeds): boolean {
  return one.machine === other.machine && one.form.bits === other.form.bits
}

function versionsWanted({ needs }: Loaded, library: string): readonly string[] {
  return needs.versions.filter((one) => one.library === library).map(({ version }) => version)
}

/** A library that knows no versions at all has whatever is asked of it: the loader only says that it does not know. */
function versionsLacking({ found, paths }: Search, { needs, name }: Loaded): readonly Lack[] {
  if (paths.kind === 'musl') return []
  return needs.versions.flatMap(({ library, version }) => {
    const defines = found.get(library)?.defines
    return defines === undefined || defines.size === 0 || defines.has(version) ? [] : [{ kind: 'version', library, version, through: name } as const]
  })
}
