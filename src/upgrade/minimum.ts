import { failure } from '../errors.ts'
import { belowMinimum } from '../policy/rules/minimum-version.ts'
import type { Version } from '../release/version.ts'

/**
 * Asked by both halves, each for itself: before anything is fetched, and of what was verified. No option passes over it: it is written by root, to be
 * stronger than whoever types (TUF calls this a version floor that ships out of band).
 */
export function refuseBelowMinimum(version: Version, minimum: Version | null): void {
  const because = belowMinimum(version, minimum)
  if (because !== null) throw failure('REFUSED', because, { next: "'minimum_version' under [release] says so; there is no option that passes over it" })
}
