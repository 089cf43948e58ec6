import type { Skip } from '../standing.ts'
import { alarming, isUnattended, no, type Objection, type Scales, type Subject } from './rule.ts'

/**
 * What was found ill here, or skipped by hand. Bytes that were found ill stay ill under any version; a version counts by its name while its bytes
 * are not known, because nothing is fetched to find that out.
 */
export function skipped({ listed: { version }, sha256 }: Subject, { standing: { app, skips } }: Scales): Objection | null {
  const skip = skips.find((one) => (one.sha256 === null || sha256 === null ? one.version === version : one.sha256 === sha256))
  if (skip === undefined) return null
  const what = skip.version === version ? `${version} is skipped` : `${version} is ${skip.version} under another version, which is skipped`
  return no(`${what}: ${skip.because}`, `wait for a newer release, or 'app-upgrade unskip ${app} ${skip.version}', or use --force`)
}

/**
 * A version that was found ill, and is offered again with other bytes. A publisher never reuses a version (failures.md J02), so nobody but a person who names
 * it takes it; it is noticed only where the bytes are known.
 */
export function republished(subject: Subject, { standing }: Scales): Objection | null {
  const { version } = subject.listed
  const because = republishedText(subject, standing.skips)
  const isMeant = !isUnattended(standing.occasion) && standing.asked === version
  return because === null || isMeant ? null : alarming(because, `ask the publisher; 'app-upgrade unskip ${standing.app} ${subject.listed.version}' accepts it as it is now`)
}

export function republishedText({ listed: { version }, sha256 }: Subject, skips: readonly Skip[]): string | null {
  if (sha256 === null) return null
  const ill = skips.find((one) => one.version === version && one.sha256 !== null && one.sha256 !== sha256)
  return ill === undefined ? null : `${version} was published again under the same version with other bytes; what it was before is skipped: ${ill.because}`
}
