import { majorOf } from '../../release/version.ts'
import { majorLeapMax } from '../limits.ts'
import { alarming, isPinned, type Objection, type Scales, type Subject } from './rule.ts'

/**
 * One signed release called 999999.0.0 would be newer than all that ever follow, and end every upgrade after it ("fast-forward", J06). So a leap is a
 * person's decision.
 */
export function leap(subject: Subject, { standing }: Scales): Objection | null {
  const { version } = subject.listed
  const known = [standing.live?.version ?? '', standing.floor ?? ''].map(majorOf).filter((major) => major !== null)
  if (known.length === 0 || isPinned(subject, standing)) return null
  const from = Math.max(...known)
  if ((majorOf(version) ?? 0) - from <= majorLeapMax) return null
  return alarming(`${version} leaps more than ${majorLeapMax} major versions ahead of ${from}: no release could ever be newer`, `ask the publisher; 'app-upgrade upgrade ${standing.app} --to ${version} --force' takes it`)
}
