import { type Listed, listedAs, type Listing } from '../release/listing.ts'
import { compareLabels, compareVersions, type Version } from '../release/version.ts'
import type { Choice, Standing } from './standing.ts'
import { outsideChannel } from './rules/channel.ts'
import { meantVersion } from './rules/rule.ts'
import { weigh } from './weigh.ts'

/**
 * Which release to take, of all that a source lists: the newest that may be taken, not the newest or none. By hearsay: only names are known, and whoever
 * applies decides again over the bytes (`decide`). The version that was asked for or pinned is weighed also when the list does not name it: lists are
 * short, and `find` knows more.
 */
export function choose(listing: Listing, standing: Standing): Choice {
  const releases = candidates(listing, standing)
  const scales = { standing, listing: { ...listing, releases } }
  const weighed = releases.map((listed) => weigh({ listed, sha256: null }, scales))
  const takeable = releases.filter((_, index) => weighed[index]?.verdict === 'take').map(({ version }) => version)
  // What was asked for is the answer; else the newest of the channel, which a pin does not change: newer releases are still reported.
  const unpinned = { ...scales, standing: { ...standing, rules: { ...standing.rules, pin: null } } }
  const newest = releases.findIndex((listed) => (standing.asked === null ? outsideChannel({ listed, sha256: null }, unpinned) === null : listed.version === standing.asked))
  return { ranked: ranked(takeable, standing), weighed, newest: weighed[newest] ?? null }
}

/** Newest first. */
function candidates({ releases }: Listing, { asked, rules }: Standing): readonly Listed[] {
  const named = [meantVersion({ asked, rules }), ...rules.stopOvers].filter((version) => version !== null)
  const unlisted = [...new Set(named)].filter((version) => !releases.some((one) => one.version === version))
  // Lists are in order already, as their contract says.
  return unlisted.length === 0 ? releases : [...releases, ...unlisted.map((version) => listedAs(version))].toSorted((a, b) => compareVersions(b.version, a.version))
}

/** --force takes the live version again, but goes back to an older one only where nothing else is left, or where it was named. */
function ranked(takeable: readonly Version[], { force, live, asked, rules }: Standing): readonly Version[] {
  if (force === 'no' || live === null || meantVersion({ asked, rules }) !== null) return takeable
  const onwards = takeable.filter((version) => (compareLabels(version, live.version) ?? 0) >= 0)
  return onwards.length > 0 ? onwards : takeable.slice(0, 1)
}
