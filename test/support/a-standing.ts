import { channelCalled } from '../../src/release/channel.ts'
import { type Listed, listedAs, type Listing, listingOf } from '../../src/release/listing.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Hold, Pin, Rules, Standing } from '../../src/policy/standing.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
/** Saturday, 21 November 2026, 12:00 UTC. */
export const noonMs = Date.UTC(2026, 10, 21, 12)

/** An operator who wrote nothing: every rule at its default, and no minimum age. */
export function someRules(changes: Partial<Rules> = {}): Rules {
  return { channel: channelCalled('stable'), pin: null, hold: null, minimumAgeMs: 0, stopOvers: [], rollout: 'honoured', windows: [], late: 'wait', auto: 'upgrade', ...changes }
}

/** A host on which 1.0.0 is live, whose timer fires. */
export function aStanding(changes: Partial<Standing> = {}, rules: Partial<Rules> = {}): Standing {
  return {
    app: 'acme', rules: someRules(rules), live: { version: '1.0.0', sha256: 'aa' }, skips: [], floor: null, minimumVersion: null, firstSeen: new Map(), host: 'host-1',
    nowMs: noonMs, occasion: 'timer', asked: null, force: 'no', ...changes,
  }
}

export function aListed(version: string, changes: Partial<Omit<Listed, 'version'>> = {}): Listed {
  return { ...listedAs(parseVersion(version), `v${version}`), ...changes }
}

export function aListing(releases: readonly (string | Listed)[], tops: Readonly<Record<string, string>> = {}): Listing {
  const named = Object.fromEntries(Object.entries(tops).map(([name, version]) => [name, parseVersion(version)]))
  return listingOf(releases.map((one) => (typeof one === 'string' ? aListed(one) : one)), named)
}

export function aPin(version: string, changes: Partial<Pin> = {}): Pin {
  return { version: parseVersion(version), by: null, atMs: null, reason: null, ...changes }
}

export function aHold(changes: Partial<Hold> = {}): Hold {
  return { untilMs: null, by: null, atMs: null, reason: null, ...changes }
}
