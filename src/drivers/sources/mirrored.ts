import { isFailure, type FailureCode } from '../../errors.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import type { Listing } from '../../release/listing.ts'
import type { Version } from '../../release/version.ts'
import type { Offer, Opened, Resume, Source, Wanted } from '../../upgrade/ports.ts'

type Places = readonly [Source, ...Source[]]
/** Told once for each reason why a release did not come from where it was looked for first. */
type Tell = (note: string) => void

/**
 * Several places with the same releases, tried in their order. The first that answers decides which release is the newest: a mirror that lags behind
 * shall hold nobody back while the publisher can be reached. What a place lacks is looked for at the next; nothing is believed more for where it came from.
 */
export function mirrored(places: Places, tell: Tell): Source {
  const [main, ...mirrors] = places
  if (mirrors.length === 0) return main
  const told = new Set<string>()
  const once: Tell = (note) => {
    if (!told.has(note)) tell(note)
    told.add(note)
  }
  const means: Means = { places, offers: offersOf(places), tell: once, listedBy: 0 }
  return {
    list: (signal) => list(means, signal),
    find: (wanted, signal) => find(means, wanted, signal),
    open: (offer, name, resume, signal) => open(means, { offer, name, resume }, signal),
  }
}

/** `listedBy`: who answered for all of them in this process. Those before it were out of reach a moment ago, and are asked last. */
interface Means { readonly places: Places; readonly offers: Offers; readonly tell: Tell; listedBy: number }

/** The first that answers says what there is. Null when it cannot list. */
async function list(means: Means, signal: AbortSignal): Promise<Listing | null> {
  const troubles: string[] = []
  let missed: unknown = null
  for (const [at, place] of means.places.entries()) {
    try {
      const listing = await place.list?.(signal) ?? null
      // A mirror that cannot list says nothing of what the source, which could not be reached, may have.
      if (listing === null && missed !== null) continue
      means.listedBy = at
      for (const said of troubles) means.tell(`${said}; ${ordinal(at)} was asked`)
      return listing
    } catch (thrown) {
      if (!isPassedOver(thrown, at) || signal.aborted) throw thrown
      missed ??= thrown
      troubles.push(trouble(thrown, at))
    }
  }
  throw missed
}

async function find({ places, offers, listedBy }: Means, wanted: Wanted, signal: AbortSignal): Promise<Offer | null> {
  const remarks: string[] = []
  let missed: unknown = null
  const order = [...places.keys()].toSorted((a, b) => Number(a < listedBy) - Number(b < listedBy))
  for (const [index, at] of order.entries()) {
    const next = ordinal(order[index + 1] ?? at + 1)
    try {
      const offer = await places[at]?.find(wanted, signal) ?? null
      // "None" from whoever decides what is newest is an answer; only a version by its name is looked for elsewhere.
      if (offer === null && wanted.version === null && missed === null) return null
      if (offer !== null) {
        offers.remember(at, offer)
        return remarks.length === 0 ? offer : { ...offer, remarks: [...remarks, ...(offer.remarks ?? [])] }
      }
      remarks.push(`${ordinal(at)} does not offer ${wanted.version ?? 'a release'}; ${next} was asked`)
    } catch (thrown) {
      if (!isPassedOver(thrown, at) || signal.aborted) throw thrown
      missed ??= thrown
      remarks.push(`${trouble(thrown, at)}; ${next} was asked`)
    }
  }
  if (missed === null) return null
  throw missed
}

interface Asked { readonly offer: Offer; readonly name: ArtifactName; readonly resume: Resume }

async function open({ places, offers, tell }: Means, { offer, name, resume }: Asked, signal: AbortSignal): Promise<Opened | null> {
  const first = offers.placeOf(offer)
  let missed: unknown = null
  for (const at of [first, ...places.keys().filter((other) => other !== first)]) {
    try {
      const own = at === first ? offer : await offers.at(at, offer, signal)
      const opened = own === null ? null : await places[at]?.open(own, name, resumeAt(at, resume), signal) ?? null
      if (opened === null) continue
      if (at !== first) tell(`${name} comes from ${ordinal(at)}: ${missed instanceof Error ? missed.message : `${ordinal(first)} does not have it`}`)
      return { ...opened, validator: validatorAt(at, opened.validator), close: () => opened.close() }
    } catch (thrown) {
      if (!isPassedOver(thrown, at) || signal.aborted) throw thrown
      missed ??= thrown
    }
  }
  if (missed === null) return null
  throw missed
}

interface Offers { remember(at: number, offer: Offer): void; placeOf(offer: Offer): number; at(place: number, like: Offer, signal: AbortSignal): Promise<Offer | null> }

/** Each place has its own word for the same release, and understands no other's. */
function offersOf(places: Places): Offers {
  const known = new Map<string, Promise<Offer | null>>()
  const key = (at: number, version: Version): string => `${at} ${version}`
  const origins = new Map<string, number>()
  return {
    remember: (at, offer) => {
      origins.set(offer.origin, at)
      known.set(key(at, offer.version), Promise.resolve(offer))
    },
    placeOf: ({ origin }) => origins.get(origin) ?? 0,
    async at(at, like, signal) {
      const found = known.get(key(at, like.version)) ?? places[at]?.find({ version: like.version, channel: null }, signal) ?? Promise.resolve(null)
      known.set(key(at, like.version), found)
      // A place that was out of reach once is asked again the next time.
      found.catch(() => known.delete(key(at, like.version)))
      const offer = await found
      return offer?.artifact === like.artifact ? offer : null
    },
  }
}

/** Two servers may give two files one ETag: what one began the other does not go on with (failures.md F16). */
function validatorAt(at: number, validator: string | null): string | null {
  return validator === null || at === 0 ? validator : `mirror ${at} ${validator}`
}

function resumeAt(at: number, resume: Resume): Resume {
  const [, other, inner] = /^mirror (\d{1,2}) ([^]*)$/.exec(resume.validator ?? '') ?? []
  const owner = other === undefined ? 0 : Number(other)
  return owner === at ? { ...resume, validator: inner ?? resume.validator } : { fromByte: 0, validator: null }
}

const codes: readonly FailureCode[] = ['UNAVAILABLE', 'IO', 'PROTOCOL', 'TEMPORARY']

/** Wrong settings, a missing certificate or our own limits are no reason to ask somebody else: a person must hear of them. */
function isOutOfReach(thrown: unknown): thrown is Error {
  return isFailure(thrown) && codes.includes(thrown.code)
}

/** What a mirror says of its own must not hide the mirrors behind it, nor that the source itself may soon be back (failures.md 1.2, malicious mirror). */
function isPassedOver(thrown: unknown, at: number): thrown is Error {
  return isOutOfReach(thrown) || (at > 0 && isFailure(thrown) && (thrown.code === 'REFUSED' || thrown.code === 'DATA'))
}

function trouble(thrown: Error, at: number): string {
  return `${ordinal(at)} ${isOutOfReach(thrown) ? 'could not be reached' : 'is of no use'}: ${thrown.message}`
}

function ordinal(at: number): string {
  return at === 0 ? 'the source' : `mirror ${at}`
}
