import { timeOf } from './figures.ts'
import { safe } from './safe.ts'

/** The line at login while an app is stuck: what, since when, what to type. A moment of 0 is one that nobody wrote down. */
export function motdOf(app: string, stuckSinceMs: number): string {
  const since = stuckSinceMs === 0 ? '' : ` since ${timeOf(stuckSinceMs)}`
  return `app-upgrade: '${safe(app)}' is stuck${since}, and needs a person: 'app-upgrade status ${safe(app)}'\n`
}
