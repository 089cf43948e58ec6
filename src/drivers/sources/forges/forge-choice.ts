import { failure, type Failure } from '../../../errors.ts'
import { quoted } from '../../../formats/printable.ts'
import { type ArtifactName, parseArtifactName } from '../../../release/artifact.ts'
import { isInChannel } from '../../../release/channel.ts'
import { listedAs, type Listing, listingOf } from '../../../release/listing.ts'
import { type Architecture, expandTemplate } from '../../../release/platform.ts'
import { matchTag } from '../../../release/tag-template.ts'
import { compareVersions, type Version } from '../../../release/version.ts'
import type { ForgeAsset, ForgeRelease } from './forge.ts'
import { remarksMax } from '../limits.ts'

/** What of all releases and files is meant. */
export interface Wish { readonly artifact: string; readonly tags: string; readonly architecture: Architecture }
/** A release that has the archive for this machine. */
export interface Chosen { readonly version: Version; readonly artifact: ArtifactName; readonly asset: ForgeAsset; readonly release: ForgeRelease }
/** `remarks`: what was passed over on the way to it, in words for people. */
export interface Newest { readonly chosen: Chosen; readonly remarks: readonly string[] }

/**
 * The newest release of a channel by precedence, not by date and not by what the forge calls the latest (failures.md J40). Publishers create a release
 * and then upload its files, so one without the archive for this machine is not complete yet: the newest complete one is offered. Null
 * when there is no release in this channel; UNAVAILABLE when none is complete.
 */
export function newestComplete(releases: readonly ForgeRelease[], channel: string | null, wish: Wish): Newest | null {
  const remarks: string[] = []
  let first: Failure | null = null
  for (const [version, release] of inChannel(releases, channel, wish)) {
    const chosen = choose(release, version, wish)
    if (chosen !== null) return { chosen, remarks }
    first ??= incomplete(release, version, wish)
    if (remarks.length < remarksMax) remarks.push(missing(release, version, wish))
  }
  if (first !== null) throw first
  return null
}

/** What a forge lists, of every channel. A release without the archive for this machine is listed with that word: its files may still be uploaded. */
export function listingIn(releases: readonly ForgeRelease[], wish: Wish): Listing {
  return listingOf(published(releases, wish).map(([version, release]) => ({
    ...listedAs(version, release.tag),
    mark: release.mark,
    publishedAtMs: release.publishedAtMs,
    unusable: hasArchive(release, version, wish) ? null : missing(release, version, wish),
  })))
}

function hasArchive({ assets }: ForgeRelease, version: Version, { artifact, architecture }: Wish): boolean {
  const names = expandTemplate(artifact, { version, architecture })
  return assets.some(({ name }) => names.includes(name))
}

/** The archive for this machine in this release; null when it has none. DATA when two files have its name. */
export function choose(release: ForgeRelease, version: Version, { artifact, architecture }: Wish): Chosen | null {
  for (const name of expandTemplate(artifact, { version, architecture })) {
    const asset = assetNamed(release, name)
    if (asset !== null) return { version, artifact: parseArtifactName(name), asset, release }
  }
  return null
}

/** A release that there is, and that this machine cannot use. */
export function incomplete(release: ForgeRelease, version: Version, wish: Wish): Failure {
  return failure('UNAVAILABLE', missing(release, version, wish), { next: 'If its files are still being uploaded, try again later; else compare source.artifact with the names of its files.' })
}

export function assetNamed({ tag, assets }: ForgeRelease, name: string): ForgeAsset | null {
  const [asset, other] = assets.filter((one) => one.name === name)
  if (other !== undefined) throw failure('DATA', `release ${quoted(tag, 80)} has two files named ${quoted(name)}`)
  return asset ?? null
}

/** Newest first. Equal ones differ in what does not count (`+build`): then the later one, and then always the same one. */
function inChannel(releases: readonly ForgeRelease[], channel: string | null, wish: Wish): readonly Tagged[] {
  return published(releases, wish)
    .filter(([version, { mark }]) => isInChannel(version, mark, channel))
    .toSorted(([a, one], [b, other]) => compareVersions(b, a) || (other.publishedAtMs ?? 0) - (one.publishedAtMs ?? 0) || (one.tag < other.tag ? 1 : -1))
}

type Tagged = readonly [Version, ForgeRelease]

/** Those whose tags are versions of this app. */
function published(releases: readonly ForgeRelease[], { tags }: Wish): readonly Tagged[] {
  return releases.filter(({ state }) => state === 'published').map((release) => [matchTag(tags, release.tag), release] as const).filter((one): one is Tagged => one[0] !== null)
}

function missing({ tag }: ForgeRelease, version: Version, { artifact, architecture }: Wish): string {
  const [likeliest = artifact] = expandTemplate(artifact, { version, architecture })
  return `release ${quoted(tag, 80)} has no file ${quoted(likeliest)}`
}
