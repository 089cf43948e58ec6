import { isFailure } from '../../errors.ts'
import type { Disk, ReadsDisk } from '../../host/types.ts'
import type { Listed, Listing } from '../../release/listing.ts'
import { replaceFile } from '../durable.ts'
import { seenBytesMax } from '../limits.ts'
import { bounded, listedFrom, listingFrom, record, whole } from './listing-json.ts'

/** A release, and when this host saw it first: by the clock of this host, never by the publisher's word. */
export interface SeenRelease extends Listed { readonly firstSeenMs: number }
/** What there was at the source when it was last asked. Newest first. Written by the owner's half alone, readable by everybody. */
export interface Seen {
  /** Null: never. */
  readonly lookedAtMs: number | null
  readonly releases: readonly SeenRelease[]
  /** Channels that the publisher points with. */
  readonly tops: Listing['tops']
}

export const nothingSeen: Seen = { lookedAtMs: null, releases: [], tops: {} }

/**
 * Two looks that lie further apart are a clock that was wrong, or a host that was off for a season. Which one cannot be told, so what was seen before counts as
 * first seen now: too late does no harm, too early would end the minimum age (a clock that began at 1970 makes every release decades old).
 */
const apartMsMax = 100 * 24 * 60 * 60_000

/**
 * When each release counts as first seen, at this moment. What was stamped by a clock that was ahead is seen now, and not before: it would
 * otherwise wait until that clock was right.
 */
export function firstSeen({ lookedAtMs, releases }: Seen, nowMs: number): ReadonlyMap<string, number> {
  const isApart = lookedAtMs === null || nowMs - lookedAtMs > apartMsMax
  return new Map(releases.map((one) => [one.version, isApart ? nowMs : Math.min(one.firstSeenMs, nowMs)]))
}

/**
 * What is known after this look. What is not listed any more is forgotten: should it come back, it was first seen then. A release that this machine cannot use
 * has no age yet: its files come later than its entry, and it is them that others should have tried for a while.
 */
export function merged(seen: Seen, listing: Listing, nowMs: number): Seen {
  const known = firstSeen({ ...seen, releases: seen.releases.filter(({ unusable }) => unusable === null) }, nowMs)
  const { releases, tops } = bounded(listing)
  return { lookedAtMs: nowMs, tops, releases: releases.map((one) => ({ ...one, firstSeenMs: one.unusable === null ? known.get(one.version) ?? nowMs : nowMs })) }
}

/** As merged, of a release that was found by its name: the others are not gone. */
export function withRelease(seen: Seen, one: Listed, nowMs: number): Seen {
  return merged(seen, { releases: [one, ...seen.releases.filter(({ version }) => version !== one.version)], tops: seen.tops }, nowMs)
}

/**
 * What was remembered; nothing when there is none. A damaged file counts as none, too: all that is lost with it is since when releases were seen, so each
 * waits its minimum age again. To fail instead would stop every upgrade of this host, also the urgent ones, over something that remakes itself.
 */
export async function readSeen(disk: ReadsDisk, path: string): Promise<Seen> {
  try {
    const bytes = await disk.read(path, seenBytesMax)
    return bytes === null ? nothingSeen : parsed(bytes)
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'PERMISSION') throw thrown
    return nothingSeen
  }
}

/** Durable: a power cut must not make releases younger than they are said to be in the report of this run. */
export async function keepSeen(disk: Disk, path: string, seen: Seen): Promise<void> {
  await replaceFile(disk, path, written(seen), 0o644)
}

/** The oldest go until it fits. */
function written(seen: Seen): Uint8Array {
  const bytes = Buffer.from(`${JSON.stringify({ schema: 1, ...seen })}\n`)
  return bytes.length <= seenBytesMax ? bytes : written({ ...seen, releases: seen.releases.slice(0, Math.floor(seen.releases.length * 0.8)) })
}

function parsed(bytes: Uint8Array): Seen {
  const said = record(JSON.parse(Buffer.from(bytes).toString('utf8')))
  if (said['schema'] !== 1) throw new Error('its schema is unknown')
  const { releases, tops } = listingFrom(said)
  const stamps = new Map((said['releases'] as readonly unknown[]).map((one) => [listedFrom(record(one)).version as string, whole(record(one)['firstSeenMs'])]))
  const lookedAtMs = whole(said['lookedAtMs'])
  return { lookedAtMs, tops, releases: releases.map((one) => ({ ...one, firstSeenMs: stamps.get(one.version) ?? lookedAtMs ?? Number.MAX_SAFE_INTEGER })) }
}
