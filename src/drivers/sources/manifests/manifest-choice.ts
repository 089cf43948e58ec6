import { failure, isFailure, type Failure } from '../../../errors.ts'
import type { Manifest, ManifestRelease } from '../../../formats/manifest/manifest.ts'
import { quoted } from '../../../formats/printable.ts'
import { isInChannel } from '../../../release/channel.ts'
import { listedAs, type Listing, listingOf } from '../../../release/listing.ts'
import { compareVersions, isPrerelease, readVersion, type Version } from '../../../release/version.ts'
import { remarksMax } from '../limits.ts'
import { filesOf, type Reader, type ReleaseFiles } from './manifest-files.ts'

/** Who reads: a machine, an app-upgrade of this version (null: one that nobody numbered), at this moment. */
export interface ManifestReader extends Reader { readonly where: string; readonly product: string | null; readonly ourVersion: Version | null; readonly nowMs: number }
export interface Picked { readonly version: Version; readonly files: ReleaseFiles; readonly remarks: readonly string[] }
type Entry = readonly [Version, ManifestRelease]

/** What holds for the whole list, before anything in it is looked at. */
export function refuseList(manifest: Manifest, reader: ManifestReader): void {
  const { product, minimumHelper } = manifest
  if (reader.product !== null && product !== reader.product) throw failure('REFUSED', `${reader.where} lists the releases of ${product === null ? 'a product that it does not name' : quoted(product, 80)}, not of ${quoted(reader.product, 80)}`, { next: 'Correct source.url or source.product.' })
  const newer = tooOld(minimumHelper, reader)
  if (newer !== null) throw failure('REFUSED', `${reader.where} ${newer}`, { next: 'Upgrade app-upgrade itself, then try again.' })
}

/** All that the manifest has to say. REFUSED when it has expired, DATA when it points to what it does not list. */
export function listingIn(manifest: Manifest, reader: ManifestReader): Listing {
  refuseStale(manifest, reader)
  const tops = ['stable', ...Object.keys(manifest.channels)].map((name) => [name, topIn(manifest, name, reader)] as const)
  return listingOf(entriesOf(manifest).map(([version, release]) => ({
    ...listedAs(version, release.version),
    yanked: release.yanked,
    rolloutPercent: release.rolloutPercent,
    seed: release.rolloutSeed,
    stopOver: release.stopOver,
    publishedAtMs: release.publishedAtMs,
    unusable: trouble([version, release], reader),
  })), Object.fromEntries(tops.filter((top): top is readonly [string, Version] => top[1] !== null)))
}

/** That a release was withdrawn is said for itself. One that contradicts itself is as little use as one for another machine. */
function trouble([version, release]: Entry, reader: ManifestReader): string | null {
  try {
    const files = usable([version, { ...release, yanked: null }], reader)
    return 'because' in files ? files.because : null
  } catch (thrown) {
    if (isFailure(thrown)) return thrown.message
    throw thrown
  }
}

/** Exactly this version; null when it is not listed. REFUSED when it may not be used, UNAVAILABLE when it is not for this machine. */
export function pickVersion(manifest: Manifest, version: Version, reader: ManifestReader): Picked | null {
  const [entry] = entriesOf(manifest).filter(([one]) => one === version)
  if (entry === undefined) return null
  const files = usable(entry, reader)
  if (!('because' in files)) return { version, files, remarks: [] }
  throw failure(files.code, files.because, { next: files.next })
}

/**
 * The newest of a channel. Where the publisher says what the channel has (`latest_stable`, `channels`), nothing newer than that is offered; where
 * nothing is said, the versions decide. Null when there is none; UNAVAILABLE or REFUSED when there are, and none can be used.
 */
export function pickNewest(manifest: Manifest, channel: string | null, reader: ManifestReader): Picked | null {
  refuseStale(manifest, reader)
  const remarks: string[] = []
  let first: Failure | null = null
  for (const entry of candidates(manifest, channel, reader)) {
    const files = usable(entry, reader)
    if (!('because' in files)) return { version: entry[0], files, remarks }
    first ??= failure(files.code, files.because, { next: files.next })
    if (remarks.length < remarksMax) remarks.push(files.because)
  }
  if (first !== null) throw first
  return null
}

/** An old list, served again, hides what is new (TUF's freeze attack, failures.md J04). An exact version needs nobody's word on what is new. */
function refuseStale({ expiresAtMs }: Manifest, { where, nowMs }: ManifestReader): void {
  if (expiresAtMs === null || nowMs < expiresAtMs) return
  throw failure('REFUSED', `${where} has expired (${new Date(expiresAtMs).toISOString()}): it cannot say what is the newest release`, { next: "Check the clock of this host; else ask the publisher for a new list, or name the version that is wanted." })
}

/**
 * What is offered in this channel, newest first. What the publisher points to bounds it: a finished version is the end of its channel (`lts`); behind a
 * pre-release (`beta`) the finished releases go on, as far as everybody's channel does.
 */
function candidates(manifest: Manifest, channel: string | null, reader: ManifestReader): readonly Entry[] {
  const own = topOf(manifest, channel ?? 'stable', reader)
  const everybodys = saidFor(manifest, 'stable') === null ? null : topOf(manifest, 'stable', reader)
  const isMeant = ([version]: Entry): boolean => {
    const top = isPrerelease(version) || (own !== null && !isPrerelease(own)) ? own : everybodys ?? own
    // What the publisher points to is in the channel, whatever its version is called.
    return version === own || (isInChannel(version, 'none', channel) && (top === null || compareVersions(version, top) <= 0))
  }
  const published = ([, { publishedAtMs }]: Entry): number => publishedAtMs ?? 0
  return entriesOf(manifest).filter(isMeant).toSorted((a, b) => compareVersions(b[0], a[0]) || Number(b[0] === own) - Number(a[0] === own) || published(b) - published(a) || (a[0] < b[0] ? 1 : -1))
}

function saidFor({ latestStable, channels }: Manifest, name: string): string | null {
  return Object.hasOwn(channels, name) ? channels[name] ?? null : name === 'stable' ? latestStable : null
}

/** The version that the publisher points to; null when the publisher points to none in any channel. */
function topOf(manifest: Manifest, name: string, reader: ManifestReader): Version | null {
  const top = topIn(manifest, name, reader)
  const others = Object.keys(manifest.channels).toSorted()
  if (top === null && others.length > 0) throw failure('UNAVAILABLE', `${reader.where} has no channel ${quoted(name, 80)}; it has ${others.join(', ')}`, { next: 'Correct policy.channel.' })
  return top
}

/** Null when nothing is said of this channel. */
function topIn(manifest: Manifest, name: string, { where }: ManifestReader): Version | null {
  const said = saidFor(manifest, name)
  if (said === null) return null
  const version = readVersion(said)
  if (version === null) throw failure('DATA', `${where} points to ${quoted(said, 80)}, which is no version`)
  if (name === 'stable' && isPrerelease(version)) throw failure('DATA', `${where} calls ${quoted(said, 80)} stable, which is a pre-release`)
  if (!manifest.releases.some((one) => readVersion(one.version) === version)) throw failure('DATA', `${where} points to ${quoted(said, 80)}, and does not list it`)
  return version
}

/** What is no version (failures.md J07) is not for us: other lists may hold snapshots, too. */
function entriesOf({ releases }: Manifest): readonly Entry[] {
  return releases.map((release) => [readVersion(release.version), release] as const).filter((one): one is Entry => one[0] !== null)
}

interface Unusable { readonly because: string; readonly code: 'REFUSED' | 'UNAVAILABLE'; readonly next: string }

function usable([version, release]: Entry, reader: ManifestReader): ReleaseFiles | Unusable {
  const what = `release ${quoted(release.version, 80)}`
  if (release.yanked !== null) return { code: 'REFUSED', because: `${what} was withdrawn: ${quoted(release.yanked)}`, next: 'Take another release.' }
  const newer = tooOld(release.minimumHelper, reader)
  if (newer !== null) return { code: 'REFUSED', because: `${what} ${newer}`, next: 'Upgrade app-upgrade itself, then try again.' }
  if (release.unknownCritical.length > 0) return { code: 'REFUSED', because: `${what} holds ${quoted(release.unknownCritical.join(', '))}, which must be understood and is not`, next: 'Upgrade app-upgrade itself, then try again.' }
  return filesOf(release, version, reader) ?? { code: 'UNAVAILABLE', because: `${what} has no archive for this machine (linux, ${reader.architecture})${reader.artifact === null ? '' : ` named like ${quoted(reader.artifact)}`}`, next: 'If its files are still being published, try again later.' }
}

/** Null: we are new enough. What is no version asks for more than we can understand. */
function tooOld(minimum: string | null, { ourVersion }: ManifestReader): string | null {
  if (minimum === null || ourVersion === null) return null
  const wanted = readVersion(minimum)
  return wanted !== null && compareVersions(ourVersion, wanted) >= 0 ? null : `needs app-upgrade ${quoted(minimum, 80)} or newer; this is ${ourVersion}`
}
