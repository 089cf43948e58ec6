import { belongsTo } from '../../release/channel.ts'
import { type Listed, listedAs } from '../../release/listing.ts'
import { compareLabels, compareVersions, type Version } from '../../release/version.ts'
import type { Weighed } from '../standing.ts'
import { meantVersion, no, type Objection, type Scales, type Subject, wait } from './rule.ts'

/** Who weighs the stop-over itself, by all rules. */
export type Weighs = (subject: Subject, scales: Scales) => Weighed

/** A release that every older one must pass through on its way to a newer. It comes first, and if it cannot be taken, nothing behind it can. */
export function beyondStopOver(subject: Subject, scales: Scales, weighs: Weighs): Objection | null {
  const { version } = subject.listed
  const stop = nextStopOver(scales)
  if (stop === null || compareVersions(version, stop.version) <= 0) return null
  const through = `${version} is reached only through ${stop.version}`
  // Named: one step at a time, and each of them is a person's.
  if (meantVersion(scales.standing) === version) return no(`${through}, which was never live here`, `take ${stop.version} first; --force jumps over it`)
  const said = weighs({ listed: stop, sha256: null }, asIfNobodyAsked(scales))
  switch (said.verdict) {
    case 'take': return wait(`${through}, which comes first`, null, null)
    case 'wait': return wait(`${through}, and ${said.because}`, null, said.next)
    case 'no':
    case 'live':
    case 'older': return no(`${through}, and ${said.because}`, said.next ?? `'app-upgrade upgrade ${scales.standing.app} --to ${version} --force' jumps over it`)
  }
}

/** The lowest that is newer than what is live, by the operator's word or the publisher's. Null where nothing is live: nothing is on its way. */
function nextStopOver({ standing: { live, rules }, listing }: Scales): Listed | null {
  if (live === null) return null
  const said = listing.releases.filter((one) => rules.stopOvers.includes(one.version) || (one.stopOver === 'yes' && belongsTo(one, rules.channel)))
  const unlisted = rules.stopOvers.filter((stop) => !said.some(({ version }) => version === stop)).map((stop) => listedAs(stop))
  const ahead = [...said, ...unlisted].filter(({ version }) => isNewer(version, live.version))
  return ahead.toSorted((a, b) => compareVersions(a.version, b.version))[0] ?? null
}

/** After `+build` is set aside; a label is neither older nor newer, so no stop-over lies ahead of it. */
function isNewer(version: Version, than: string): boolean {
  return (compareLabels(version, than) ?? 0) > 0
}

function asIfNobodyAsked({ standing, listing }: Scales): Scales {
  return { listing, standing: { ...standing, asked: null, rules: { ...standing.rules, pin: null } } }
}
