import type { Mark } from './channel.ts'
import { listedReleasesMax } from './limits.ts'
import { compareVersions, type Version } from './version.ts'

/** One release that a source lists. Hearsay, every word of it; what a source does not say is null. */
export interface Listed {
  readonly version: Version
  /** As its publisher spells it: `v1.2.3`, `nightly-2026-11-21`. */
  readonly tag: string
  readonly mark: Mark
  /** Why it was withdrawn. */
  readonly yanked: string | null
  /** Whole percent of all machines that are meant. */
  readonly rolloutPercent: number | null
  /** Decides which machines come first; null: the version does. */
  readonly seed: string | null
  /** `yes`: older releases must pass through this one on their way to a newer (snapd's epochs, Cincinnati's barriers). */
  readonly stopOver: 'yes' | 'no'
  /** The publisher's own word, which can be back-dated: shown, never decided by. */
  readonly publishedAtMs: number | null
  /** Why this machine cannot use it, as far as the list says: no archive for it (yet), or only for a newer app-upgrade. Null: nothing is known against it. */
  readonly unusable: string | null
}

/** All that a source has to say about what there is, whatever channel. Newest first. */
export interface Listing {
  readonly releases: readonly Listed[]
  /** Channels that the publisher points with: nothing newer than this is in them. */
  readonly tops: Readonly<Record<string, Version>>
}

/** A release of which only its version is known. */
export function listedAs(version: Version, tag: string = version): Listed {
  return { version, tag, mark: 'none', yanked: null, rolloutPercent: null, seed: null, stopOver: 'no', publishedAtMs: null, unusable: null }
}

/**
 * Newest first, each version once, no more than can be looked through. Of two releases of one version the later one counts, and then always the
 * same one: what has no date is the earliest.
 */
export function listingOf(releases: readonly Listed[], tops: Listing['tops'] = {}): Listing {
  const once = new Map<string, Listed>()
  for (const one of releases.toSorted(later)) if (!once.has(one.version)) once.set(one.version, one)
  return { releases: [...once.values()].slice(0, listedReleasesMax), tops }
}

function later(one: Listed, other: Listed): number {
  return compareVersions(other.version, one.version) || (other.publishedAtMs ?? 0) - (one.publishedAtMs ?? 0) || (one.tag < other.tag ? 1 : -1)
}
