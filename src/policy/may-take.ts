/** What is known when a candidate is weighed. Versions are normalised SemVer, or a label for an adopted release. */
export interface Candidate {
  readonly version: string
  readonly sha256: string
}
export interface Situation {
  readonly live: Candidate | null
  /** Releases not to be tried again, newest entry last. */
  readonly skips: readonly Skip[]
  readonly force: 'yes' | 'no'
  /** Negative, zero or positive like SemVer precedence; null when one of them is not a version. */
  readonly compare: (left: string, right: string) => number | null
}
export interface Skip {
  readonly version: string
  /** Null: skipped by hand, whatever its bytes. */
  readonly sha256: string | null
  readonly because: string
}

export type Decision =
  | { readonly kind: 'take' }
  | { readonly kind: 'nothing'; readonly because: string }
  | { readonly kind: 'refuse'; readonly because: string; readonly next: string }

/**
 * May this release become the live one? The first rule that speaks decides. `force` is a person's word: it passes over what
 * was found ill and over downgrades, never over trust.
 */
export function mayTake(candidate: Candidate, situation: Situation): Decision {
  if (situation.force === 'yes') return { kind: 'take' }
  return alreadyLive(candidate, situation.live)
    ?? skipped(candidate, situation.skips)
    ?? downgrade(candidate, situation)
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
