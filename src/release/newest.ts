import { type ArtifactName, parseArtifactName } from './artifact.ts'
import { isInChannel } from './channel.ts'
import { listedAs, type Listing, listingOf } from './listing.ts'
import { type Architecture, matchTemplate } from './platform.ts'
import { compareVersions, type Version } from './version.ts'

/** Which of several releases is meant: this version, the newest of a channel, or simply the newest. */
export interface Asked { readonly version: Version | null; readonly channel: string | null }
/** A release as its file's name tells of it. */
export interface Named { readonly version: Version; readonly artifact: ArtifactName }
export interface Naming { readonly template: string; readonly architecture: Architecture }

/** Of these file names, the newest release that was asked for, for this processor; null when none fits the template. */
export function newestNamed(names: readonly string[], naming: Naming, asked: Asked): Named | null {
  const [newest] = newestFirst(readNames(names, naming), asked)
  return newest === undefined ? null : { version: newest.version, artifact: newest.artifact }
}

/** Every release that these file names tell of, for this processor. */
export function listingNamed(names: readonly string[], naming: Naming): Listing {
  return listingOf(readNames(names, naming).map(({ version, tag }) => listedAs(version, tag)))
}

/** Those that were asked for, newest first; of equal ones the order stays. */
export function newestFirst<Release extends { readonly version: Version }>(releases: readonly Release[], asked: Asked): readonly Release[] {
  return releases.filter(({ version }) => isAsked(version, asked)).toSorted((a, b) => compareVersions(b.version, a.version))
}

/** An exact version is taken as it is; otherwise the channel decides. */
export function isAsked(version: Version, asked: Asked): boolean {
  return asked.version === null ? isInChannel(version, 'none', asked.channel) : version === asked.version
}

interface Read extends Named { readonly tag: string }

function readNames(names: readonly string[], naming: Naming): readonly Read[] {
  return names.map((name) => readName(name, naming)).filter((one) => one !== null)
}

function readName(name: string, { template, architecture }: Naming): Read | null {
  const matched = matchTemplate(template, name)
  if (matched === null || matched.version === null) return null
  if (matched.architecture !== null && matched.architecture !== architecture) return null
  return { version: matched.version, artifact: parseArtifactName(name), tag: matched.tag ?? matched.version }
}
