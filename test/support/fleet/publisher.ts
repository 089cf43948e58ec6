import type { Listed, Listing } from '../../../src/release/listing.ts'
import { aListed, aListing, dayMs, hourMs } from '../a-standing.ts'

/** What there is at the source from this moment on, and which bytes each version has. */
export interface Offered { readonly fromMs: number; readonly listing: Listing; readonly bytes: ReadonlyMap<string, string> }
/** Everything that was ever published, as nobody on a host can know it. */
export interface Publisher { readonly offers: readonly Offered[]; readonly illBytes: ReadonlySet<string> }

type Day = number
type Change = readonly [Day, string, Partial<Omit<Listed, 'version'>> & { readonly bytes?: string }]

const phased = (day: Day, version: string, seed: string | null = null): readonly Change[] =>
  [0, 10, 25, 50, 100].map((rolloutPercent, step) => [day + step * 0.75, version, { rolloutPercent, seed }])
/** One release an hour: whoever waits for the newest to be old enough waits for ever (peers.md 5, case 26). */
const burst: readonly Change[] = Array.from({ length: 12 }, (_, hour) => [8 + hour / 24, `2.3.${hour}`, {}] as const)

/** A month of a publisher: good and ill releases, pre-releases, a burst, phases, withdrawals, a moved tag, a stop-over, ill bytes under a new name, a runaway version. */
const changes: readonly Change[] = [
  [0, '2.0.0', {}], [1, '2.1.0-beta.1', {}], [1.5, '2.1.0-nightly.1', {}],
  ...phased(2, '2.1.0'),
  [4, '2.1.1', { bytes: 'ill-2.1.1' }], [5.5, '2.1.1', { yanked: 'it eats data' }],
  [6, '2.2.0', { bytes: 'ill-2.2.0' }],
  // The tag is moved to other bytes, and then the same ill bytes are published under another version.
  [7, '2.2.0', { bytes: 'mended-2.2.0' }], [7.5, '2.2.1', { bytes: 'ill-2.2.0' }],
  ...burst,
  [9, '2.3.11', { yanked: 'a hurry' }],
  [10, '3.0.0', { stopOver: 'yes' }], [10.2, '3.1.0', {}], [10.4, '3.1.1-beta.1', { bytes: 'ill-3.1.1-beta.1' }],
  ...phased(12, '3.2.0', 'first'), ...phased(12, '3.2.1', 'second'),
  [13, '999999.0.0', {}], [13.5, '999999.0.0', { yanked: 'a typing mistake' }],
  [14, '3.3.0', { mark: 'prerelease' }], [15, '3.3.0', { mark: 'none' }],
  [16, '3.4.0', { unusable: 'its archive is not there yet' }], [16.2, '3.4.0', { unusable: null }],
  [17, '3.5.0', { bytes: 'ill-3.5.0' }],
  [18, '3.6.0-beta.1', {}], [18.2, '3.6.0-nightly.7', {}], [18.5, '3.5.1', {}],
]

export function aPublisher(beginMs: number): Publisher {
  const listed = new Map<string, Listed>()
  const bytes = new Map<string, string>()
  const offers = changes.toSorted(([one], [other]) => one - other).map(([day, version, { bytes: content, ...change }]): Offered => {
    listed.set(version, { ...(listed.get(version) ?? aListed(version)), ...change })
    bytes.set(version, content ?? bytes.get(version) ?? `good-${version}`)
    return { fromMs: beginMs + day * dayMs, listing: aListing([...listed.values()]), bytes: new Map(bytes) }
  })
  return { offers, illBytes: new Set([...bytes.values(), ...changes.map(([, , change]) => change.bytes ?? '')].filter((content) => content.startsWith('ill-'))) }
}

/** What there was at the source then; null before the first release. */
export function offeredAt({ offers }: Publisher, atMs: number): Offered | null {
  return offers.findLast(({ fromMs }) => fromMs <= atMs) ?? null
}

/** Nothing changes at the source after this many days, so that whoever may move gets there. */
export const quietAfterMs = 19 * dayMs
export const ticksEveryMs = [6 * hourMs, 12 * hourMs, 24 * hourMs] as const
