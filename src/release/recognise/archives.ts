import type { Architecture } from '../platform.ts'
import type { Version } from '../version.ts'
import { nameWords, type NameWords } from './name-words.ts'
import { archiveTemplateOf } from './placeholders.ts'

/** One release as somebody lists it, and for whom it is looked at. Hearsay. */
export interface ListedRelease { readonly version: Version; readonly names: readonly string[]; readonly architecture: Architecture; readonly app: string }
/** A file that may be the release for this machine. */
export interface Candidate {
  readonly name: string
  readonly template: string
  /** `assumed`: its name says no processor, and no other file's name says ours. */
  readonly processor: 'named' | 'assumed'
}

/** What is no program, however it is packed: sources, documents, images of containers, what debuggers want. */
const noProgram = /^(?:src|sources?|vendor(?:ed)?|docs?|documentation|man|manpages?|completions?|debug|debuginfo|dbg|symbols|dsym|sbom|spdx|cyclonedx|images?|airgap|charts?|helm|docker|oci|container|crds?|manifests?|schemas?|buildable|examples?|tests?|testdata|licenses?|changelog|benchmarks?|ui|frontend|installer|setup|provenance|attestation|artifacts?|sha\d+sums?|shasums?\d*|(?:sha\d+)?checksums?|md5sums?)$/

/**
 * The files of a release that a machine with this processor may run, likeliest first: named for it and for Linux, called like the app, in the packing
 * that comes first in `endings` (those that can be read; `''` is a bare program). Empty when there is none.
 */
export function archivesFor(release: ListedRelease, endings: readonly string[]): readonly Candidate[] {
  const rated = release.names.flatMap((name) => {
    const rank = rankOf(name, release, endings)
    const template = rank === null ? null : archiveTemplateOf(name, release.version, release.architecture)
    return rank === null || template === null ? [] : [{ rank, name, template, processor: rank[0] === 0 ? 'named' as const : 'assumed' as const }]
  })
  const named = rated.some(({ processor }) => processor === 'named')
  return rated.filter(({ processor }) => !named || processor === 'named').toSorted((a, b) => compareRanks(a.rank, b.rank)).map(({ rank: _, ...candidate }) => candidate)
}

/** Smaller is likelier; null: not for this machine, or no program. */
function rankOf(name: string, { version, architecture, app }: ListedRelease, endings: readonly string[]): readonly number[] | null {
  const said = nameWords(name, version)
  const own = app.toLowerCase().split(/[^a-z0-9]+/)
  if (said.system === 'other' || (said.architecture !== null && said.architecture !== architecture)) return null
  if (said.words.some((word) => noProgram.test(word) && !own.includes(word))) return null
  const packing = packingOf(name, said, version, endings)
  if (packing === null) return null
  const libraries = { none: 0, static: 1, gnu: 2 } as const
  return [said.architecture === null ? 1 : 0, said.system === null ? 1 : 0, own.every((word, index) => said.words[index] === word) ? 0 : 1, libraries[said.library ?? 'none'], packing, name.length]
}

/** Its place among the packings. A bare or compressed single file must not be called like a text, a package or a signature. */
function packingOf(name: string, { words }: NameWords, version: Version, endings: readonly string[]): number | null {
  const ending = endings.filter((one) => name.endsWith(one)).toSorted((a, b) => b.length - a.length)[0]
  if (ending === undefined) return null
  if (/^\.(?:t\w+|tar\.\w+|zip)$/.test(ending)) return endings.indexOf(ending)
  const [, extension] = /\.([a-z][a-z0-9]*)$/i.exec(name.slice(0, name.length - ending.length).replaceAll(version, '')) ?? []
  const isPlatform = extension === undefined || (/^(?:linux|amd64|arm64|aarch64|x64)$/i.test(extension) && words.includes(extension.toLowerCase()))
  return isPlatform ? endings.indexOf(ending) : null
}

function compareRanks(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, index) => value !== right[index])
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0)
}
