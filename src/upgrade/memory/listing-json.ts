import { isPrintable, printable } from '../../formats/printable.ts'
import { listedAs, type Listed, type Listing } from '../../release/listing.ts'
import { compareVersions, isPrerelease, readVersion, type Version } from '../../release/version.ts'
import { listedMax, listedTagCharactersMax, listedTextCharactersMax, topsMax } from '../limits.ts'

/**
 * A listing of a size that can be kept: the newest releases, short texts, nothing that cannot be seen, each version once. What a source says is hearsay, and so is
 * what the acquiring half wrote of it: both halves cut it like this, each for itself.
 */
export function bounded({ releases, tops }: Listing): Listing {
  const once = new Map<string, Listed>()
  for (const one of releases) if (!once.has(one.version) && isSound(one.tag, listedTagCharactersMax)) once.set(one.version, short(one))
  return {
    releases: newestOf([...once.values()].toSorted((a, b) => compareVersions(b.version, a.version))),
    tops: Object.fromEntries(Object.entries(tops).filter(([name]) => isSound(name, listedTagCharactersMax)).slice(0, topsMax)),
  }
}

/** Half of the room is for finished releases: where a candidate is made every hour, they would be forgotten, and be young again at every look. */
function newestOf(sorted: readonly Listed[]): readonly Listed[] {
  const finished = sorted.filter(({ version }) => !isPrerelease(version)).slice(0, listedMax / 2)
  const kept = new Set([...finished, ...sorted.filter((one) => !finished.includes(one)).slice(0, listedMax - finished.length)])
  return sorted.filter((one) => kept.has(one))
}

/** Reads what `bounded` made, whoever wrote it; keys that nobody asked for are gone. Throws what is wrong with it. */
export function listingFrom(said: unknown): Listing {
  const { releases, tops } = record(said)
  if (!Array.isArray(releases) || releases.length > listedMax) throw new Error("its 'releases' are not a list that is short enough")
  return bounded({ releases: releases.map((one) => listedFrom(record(one))), tops: Object.fromEntries(Object.entries(record(tops)).map(([name, version]) => [name, versionFrom(version)])) })
}

/** One release, read key by key. Throws what is wrong with it. */
export function listedFrom(said: Readonly<Record<string, unknown>>): Listed {
  const { mark, stopOver } = said
  if ((mark !== 'none' && mark !== 'prerelease') || (stopOver !== 'yes' && stopOver !== 'no')) throw new Error('a release of it has another shape')
  return {
    ...listedAs(versionFrom(said['version']), text(said['tag']) ?? ''),
    mark, stopOver,
    yanked: text(said['yanked']),
    seed: text(said['seed']),
    rolloutPercent: whole(said['rolloutPercent']),
    publishedAtMs: whole(said['publishedAtMs']),
    unusable: text(said['unusable']),
  }
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error('it has another shape')
}

/** A whole number, which may be none. */
export function whole(value: unknown): number | null {
  if (value === null || (typeof value === 'number' && Number.isSafeInteger(value))) return value
  throw new Error('a number in it is none')
}

function text(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  throw new Error('a text in it is none')
}

function versionFrom(value: unknown): Version {
  const version = typeof value === 'string' ? readVersion(value) : null
  if (version === null || version !== value) throw new Error('a version in it is none')
  return version
}

const isSound = (value: string, charactersMax: number): boolean => value.length <= charactersMax && isPrintable(value)

function short(one: Listed): Listed {
  const percent = one.rolloutPercent
  return {
    ...one,
    yanked: one.yanked === null ? null : printable(one.yanked, listedTextCharactersMax),
    unusable: one.unusable === null ? null : printable(one.unusable, listedTextCharactersMax),
    seed: one.seed === null ? null : one.seed.slice(0, listedTagCharactersMax),
    rolloutPercent: percent === null ? null : Math.min(Math.max(percent, 0), 100),
  }
}
