import { compareVersions, type Version } from '../../release/version.ts'
import { no, type Objection, type Subject, type Scales } from './rule.ts'

/**
 * No option passes below it, and no pin: it is written by root, to be stronger than whoever types (TUF calls this a version floor that ships out of
 * band).
 */
export function minimumVersion({ listed: { version } }: Subject, { standing }: Scales): Objection | null {
  const because = belowMinimum(version, standing.minimumVersion)
  return because === null ? null : no(because, "'minimum_version' under [release] says so; there is no option that passes over it")
}

/** Why a release below the operator's minimum is not taken; null when it is not below. */
export function belowMinimum(version: Version, minimum: Version | null): string | null {
  return minimum === null || compareVersions(version, minimum) >= 0 ? null : `${version} is older than ${minimum}, the oldest that the settings allow`
}
