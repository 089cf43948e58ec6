import { majorLeapMax } from './limits.ts'

/** What is known when a candidate is weighed. Versions are normalised SemVer, or a label for an adopted release. */
export interface Candidate {
  readonly version: string
  readonly sha256: string
}
export interface Situation {
  readonly live: Candidate | null
  /** Releases not to be tried again, newest entry last. */
  readonly skips: readonly Skip[]
  /** The highest version that was ever committed here, whatever is live now; null before the first. */
  readonly floor: string | null
  readonly force: 'yes' | 'no'
  /** Negative, zero or positive like SemVer precedence; null when one of them is not a version. */
  readonly compare: (left: string, right: string) => number | null
  /** The first number of a version; null when it is none. */
  readonly majorOf: (version: string) => number | null
}
export interface Skip {
  readonly version: string
  /** Null: skipped by hand, whatever its bytes. */
  readonly sha256: string | null
  readonly because: string
}

export type Decision =
  /** `remark`: what is worth a note in the record. */
  | { readonly kind: 'take'; readonly remark?: string }
  /** `waits`: there is one, and it may not be taken yet. */
  | { readonly kind: 'nothing'; readonly because: string; readonly waits?: 'yes' }
  | { readonly kind: 'refuse'; readonly because: string; readonly next: string }

/**
 * May this release become the live one? The first rule that speaks decides. `force` is a person's word: it passes over what
 * was found ill, over downgrades and over leaps, never over trust.
 */
export function mayTake(candidate: Candidate, situation: Situation): Decision {
  if (situation.force === 'yes') return { kind: 'take' }
  return alreadyLive(candidate, situation.live)
    ?? skipped(candidate, situation.skips)
    ?? downgrade(candidate, situation)
    ?? belowFloor(candidate, situation)
    ?? leap(candidate, situation)
    ?? { kind: 'take' }
}

function alreadyLive(candidate: Candidate, live: Candidate | null): Decision | null {
  if (live === null || live.version !== candidate.version) return null
  if (live.sha256 === candidate.sha256 || live.sha256 === '') return { kind: 'nothing', because: `${candidate.version} is live already` }
  // A publisher never reuses a version; somebody who moves a tag may be doing worse (failures.md J02).
  return { kind: 'refuse', because: `${candidate.version} is live already, but with other bytes: the release was published again under the same version`,
    next: `ask the publisher; 'app-upgrade upgrade --to ${candidate.version} --force' takes it all the same` }
}

function skipped(candidate: Candidate, skips: readonly Skip[]): Decision | null {
  const skip = skips.find((one) => one.sha256 === candidate.sha256 || (one.sha256 === null && one.version === candidate.version))
  if (skip === undefined) return null
  return { kind: 'refuse', because: `${candidate.version} is skipped: ${skip.because}`,
    next: `wait for a newer release, or 'app-upgrade unskip' it, or use --force` }
}

function downgrade(candidate: Candidate, { live, compare }: Situation): Decision | null {
  if (live === null) return null
  const order = compare(candidate.version, live.version)
  if (order === null || order >= 0) return null
  return { kind: 'refuse', because: `${candidate.version} is older than ${live.version}, which is live`,
    next: `'app-upgrade rollback' returns to the kept version; --force takes any version` }
}

/**
 * After a rollback the live version is no measure: whoever controls the server could then serve any release between the two, whose holes are known by
 * now (J03, I6; TUF 5.3.10). What was committed once stays the measure.
 */
function belowFloor(candidate: Candidate, { floor, compare }: Situation): Decision | null {
  if (floor === null) return null
  const order = compare(candidate.version, floor)
  if (order === null || order >= 0) return null
  return { kind: 'refuse', because: `${candidate.version} is older than ${floor}, the highest version that ran here`,
    next: `wait for a release newer than ${floor}; --force takes any version` }
}

/**
 * One signed release called 999999.0.0 would be newer than all that ever follow, and end every upgrade after it ("fast-forward", J06). So a leap is a
 * person's decision.
 */
function leap(candidate: Candidate, { live, floor, majorOf }: Situation): Decision | null {
  const [to, ...froms] = [candidate.version, live?.version ?? '', floor ?? ''].map(majorOf)
  const known = froms.filter((major) => major !== null)
  if (to === null || to === undefined || known.length === 0) return null
  const from = Math.max(...known)
  if (to - from <= majorLeapMax) return null
  return { kind: 'refuse', because: `${candidate.version} leaps more than ${majorLeapMax} major versions ahead of ${from}: no release could ever be newer`,
    next: `ask the publisher; 'app-upgrade upgrade --to ${candidate.version} --force' takes it` }
}
