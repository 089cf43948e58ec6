import { listedAs, type Listing } from '../release/listing.ts'
import { readVersion } from '../release/version.ts'
import { isUnattended, type Scales, type Subject } from './rules/rule.ts'
import { republishedText } from './rules/skip.ts'
import type { Candidate, Choice, Standing, Weighed } from './standing.ts'
import { objectionTo, weigh } from './weigh.ts'

/** What comes of it. */
export type Decision =
  /** `remark`: what is worth a note in the record. */
  | { readonly kind: 'take'; readonly remark?: string }
  /** `waits`: there is one, and it may not be taken yet. */
  | { readonly kind: 'nothing'; readonly because: string; readonly waits?: 'yes' }
  | { readonly kind: 'refuse'; readonly because: string; readonly next: string }

/**
 * May this release, whose bytes are known, become the live one? The same rules as `choose`, asked again by the half that applies. Whoever names a URL or a
 * bundle instead of a version has named what is in it: then `standing.asked` is the candidate's version.
 */
export function decide(candidate: Candidate, listing: Listing, standing: Standing): Decision {
  const version = readVersion(candidate.version)
  if (version === null) return { kind: 'refuse', because: `'${candidate.version}' is not a version`, next: 'ask the publisher' }
  const listed = listing.releases.find((one) => one.version === version) ?? listedAs(version)
  const [subject, scales] = [{ listed, sha256: candidate.sha256 }, { standing, listing }]
  const objection = objectionTo(subject, scales)
  if (objection === null) return taken(subject, scales)
  // Only whoever holds the bytes can be alarmed: lists are full of old releases.
  return objection.mood === 'alarming' ? refusal(objection, standing.app) : answerOf(objection, standing)
}

/** What to answer when nothing of the list may be taken: a timer has nothing to do, and a person is told what they cannot have. */
export function nothingToTake({ newest, weighed }: Choice, standing: Standing): Exclude<Decision, { kind: 'take' }> {
  if (newest === null) return { kind: 'nothing', because: `the source lists no release in channel '${standing.rules.channel.name}'` }
  if (isWhereItIsPinned(standing)) return { kind: 'nothing', because: newest.because }
  // Of a pin that cannot be obeyed, the reason is what stands against the pinned version, not that others are not pinned.
  const meant = standing.asked === null ? weighed.find(({ version }) => version === standing.rules.pin?.version) : undefined
  return answerOf(meant ?? newest, standing)
}

/** What the operator wants is live, so nobody is refused anything: a start of the unit that configuration management repeats must not fail. */
function isWhereItIsPinned({ asked, live, rules: { pin } }: Standing): boolean {
  return asked === null && pin !== null && live?.version === pin.version
}

function taken(subject: Subject, scales: Scales): Decision {
  const { standing } = scales
  if (standing.force === 'yes') {
    const without = weigh(subject, { ...scales, standing: { ...standing, force: 'no' } })
    return without.verdict === 'take' || without.verdict === 'live' ? { kind: 'take' } : { kind: 'take', remark: `taken by force: ${without.because}` }
  }
  const remark = republishedText(subject, standing.skips)
  return remark === null ? { kind: 'take' } : { kind: 'take', remark }
}

function refusal({ because, next }: Answered, app: string): Exclude<Decision, { kind: 'take' }> {
  return { kind: 'refuse', because, next: next ?? `'app-upgrade why ${app}' says what is thought of each release` }
}

type Answered = Pick<Weighed, 'verdict' | 'because' | 'next'>

function answerOf(answered: Answered, standing: Standing): Exclude<Decision, { kind: 'take' }> {
  const { verdict, because, next } = answered
  switch (verdict) {
    case 'live':
    case 'take': return { kind: 'nothing', because }
    case 'wait': return isRefused(standing) ? refusal(answered, standing.app) : { kind: 'nothing', because: next === null ? because : `${because} (${next})`, waits: 'yes' }
    // Whoever returned to a channel is ahead of it, and waits: that is nothing to do, unless they named that release.
    case 'older': return standing.asked === null ? { kind: 'nothing', because } : refusal(answered, standing.app)
    case 'no': return isUnattended(standing.occasion) && standing.asked === null ? { kind: 'nothing', because } : refusal(answered, standing.app)
  }
}

/** A person who is stopped by a hold, or who named the release, is told no; that a release is young is nothing to be alarmed by. */
function isRefused({ occasion, asked, rules }: Standing): boolean {
  return !isUnattended(occasion) && (asked !== null || rules.hold !== null)
}
