import { failure } from '../../errors.ts'
import { choose } from '../../policy/choose.ts'
import type { Standing } from '../../policy/standing.ts'
import { listedAs, type Listing } from '../../release/listing.ts'
import type { Version } from '../../release/version.ts'
import type { AcquireTools } from './acquire-tools.ts'
import { candidatesTriedMax } from '../limits.ts'
import { leaveListing } from './listing-file.ts'
import type { Offer, Wanted } from '../ports.ts'

const laterOrOtherwise = 'If its files are still being uploaded, try again later; else compare source.artifact with the names of its files.'

/**
 * The offer to fetch: the version that is wanted, or the best of what there is that this host may take. Null: there is nothing that it may take, and the
 * reasons are the policy's. What there is is left for the owner's half in any case.
 */
export async function chooseOffer(wanted: Wanted, tools: AcquireTools, signal: AbortSignal): Promise<Offer | null> {
  if (wanted.version !== null) return exactly(wanted.version, tools, signal)
  if (tools.listing === null) return whatLiesThere(wanted, tools, signal)
  const listing = await tools.source.list?.(signal) ?? pinnedAlone(tools.standing)
  if (listing === null) return onlyOne(wanted, tools, signal)
  await leave(listing, tools)
  refuseWithout(listing, tools.standing)
  return firstComplete(listing, tools, signal)
}

/** No list is asked for what has a name: one that hides it, or has expired, decides nothing then (decisions/0026). */
async function exactly(version: Version, { source }: AcquireTools, signal: AbortSignal): Promise<Offer> {
  const offer = await findExactly(version, source, signal)
  if (offer === null) throw failure('UNAVAILABLE', `there is no release ${version} for this machine`)
  return offer
}

async function findExactly(version: Version, source: Pick<AcquireTools['source'], 'find'>, signal: AbortSignal): Promise<Offer | null> {
  const offer = await source.find({ version, channel: null }, signal)
  if (offer !== null && offer.version !== version) throw failure('REFUSED', `version ${version} was asked for, ${offer.version} was offered`)
  return offer
}

/** Whoever named a place has named what lies in it. It is fetched whatever it is: the owner's half, which holds the bytes then, says why it may not be taken. */
async function whatLiesThere(wanted: Wanted, { source, fetches }: AcquireTools, signal: AbortSignal): Promise<Offer | null> {
  const offer = await source.find(wanted, signal)
  if (offer === null) throw failure('UNAVAILABLE', 'there is no release for this machine at the place that was named')
  return fetches === 'yes' ? offer : null
}

/** A place that lists nothing can still be asked for what is pinned: a pin names a version, as `--to` does. */
function pinnedAlone({ rules: { pin } }: Standing): Listing | null {
  return pin === null ? null : { releases: [listedAs(pin.version)], tops: {} }
}

/** A place with one fixed address says all that it knows with it. */
async function onlyOne(wanted: Wanted, tools: AcquireTools, signal: AbortSignal): Promise<Offer | null> {
  const { source, standing } = tools
  const offer = await source.find(wanted, signal)
  if (offer === null) throw failure('UNAVAILABLE', `there is no release in channel '${standing.rules.channel.name}' for this machine`)
  const listing: Listing = { releases: [listedAs(offer.version)], tops: {} }
  await leave(listing, tools)
  const { ranked } = choose(listing, standing)
  return tools.fetches === 'yes' && ranked.includes(offer.version) ? offer : null
}

async function leave(listing: Listing, { disk, listing: path }: AcquireTools): Promise<void> {
  if (path !== null) await leaveListing(disk, path, listing)
}

/** Whoever publishes channels has no others: a name that is mistyped must not mean everything. And a list without anything for us must not read as "all is well". */
function refuseWithout({ releases, tops }: Listing, { rules: { channel } }: Standing): void {
  const name = channel.manifest ?? channel.name
  const others = Object.keys(tops).toSorted()
  if (others.some((one) => one !== 'stable') && !others.includes(name)) throw failure('UNAVAILABLE', `the source has no channel '${name}'; it has ${others.join(', ')}`, { next: 'Correct policy.channel.' })
  const [first] = releases
  if (first === undefined || first.unusable === null || releases.some(({ unusable }) => unusable === null)) return
  throw failure('UNAVAILABLE', first.unusable, { next: laterOrOtherwise })
}

/** A list may name what is not there for this machine: then the next best is looked for. */
async function firstComplete(listing: Listing, { source, standing, fetches }: AcquireTools, signal: AbortSignal): Promise<Offer | null> {
  // Why it is not the newest, the half that applies says, once, in the run's report.
  const { ranked } = choose(listing, standing)
  if (fetches === 'no') return null
  for (const version of ranked.slice(0, candidatesTriedMax)) {
    const offer = await findExactly(version, source, signal)
    if (offer !== null) return offer
  }
  const [best] = ranked
  if (best === undefined) return null
  const what = ranked.length === 1 ? `${best}, the only release that may be taken, is not there for this machine` : `none of the releases that may be taken is there for this machine, ${best} first of all`
  throw failure('UNAVAILABLE', what, { next: laterOrOtherwise })
}
