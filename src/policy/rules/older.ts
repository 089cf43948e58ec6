import { compareLabels } from '../../release/version.ts'
import { alarming, isPinned, type Objection, type Scales, type Subject } from './rule.ts'

/** Never by itself: what is older has holes that are known by now (failures.md J01, M30). A pin is a person's word, written down. */
export function olderThanLive(subject: Subject, { standing }: Scales): Objection | null {
  const { version } = subject.listed
  if (standing.live === null || isPinned(subject, standing) || !isOlder(version, standing.live.version)) return null
  const next = `'app-upgrade rollback ${standing.app}' returns to the kept version; --force takes any version`
  return { verdict: 'older', because: `${version} is older than ${standing.live.version}, which is live`, untilMs: null, next, mood: 'alarming' }
}

/**
 * After a rollback the live version is no measure: whoever controls the server could then serve any release between the two, whose holes are known by
 * now (J03, I6; TUF 5.3.10). What was committed once stays the measure.
 */
export function belowFloor(subject: Subject, { standing }: Scales): Objection | null {
  const { version } = subject.listed
  if (standing.floor === null || isPinned(subject, standing) || !isOlder(version, standing.floor)) return null
  return alarming(`${version} is older than ${standing.floor}, the highest version that ran here`, `wait for a release newer than ${standing.floor}; --force takes any version`)
}

/** A label (`adopted-…`) is neither older nor newer. */
function isOlder(version: string, than: string): boolean {
  return (compareLabels(version, than) ?? 0) < 0
}
