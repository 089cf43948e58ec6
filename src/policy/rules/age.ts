import { spanOf } from '../../formats/moment.ts'
import { isNamed, type Objection, type Scales, type Subject, wait } from './rule.ts'

/**
 * A release is taken no sooner than so long after this host saw it first: others should have met its faults. Each release by itself, so that a publisher
 * who is fast does not keep a fleet on what it has: the newest that is old enough is taken (peers.md 5, case 26).
 */
export function tooYoung(subject: Subject, { standing }: Scales): Objection | null {
  const { rules: { minimumAgeMs }, firstSeen, nowMs } = standing
  const { version } = subject.listed
  if (minimumAgeMs === 0 || isNamed(subject, standing)) return null
  // Nobody has seen the future: a stamp from there was made by a clock that was wrong.
  const seenMs = Math.min(firstSeen.get(version) ?? nowMs, nowMs)
  if (nowMs - seenMs >= minimumAgeMs) return null
  const age = firstSeen.has(version) ? `exists since ${spanOf(nowMs - seenMs)}` : 'was not seen here before'
  return wait(`${version} ${age}; minimum age is ${spanOf(minimumAgeMs)}`, seenMs + minimumAgeMs, `'app-upgrade upgrade ${standing.app} --to ${version}' takes it now`)
}
