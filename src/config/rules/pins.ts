import { compareVersions } from '../../release/version.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'

/** A pin that no run could ever obey would only be noticed by whoever wonders, months later, why nothing is taken. */
export function pinMistakes({ policy: { pin }, release: { minimumVersion } }: Pick<Meaning, 'policy' | 'release'>): readonly Mistake[] {
  if (pin === null || minimumVersion === null || compareVersions(pin.version, minimumVersion) >= 0) return []
  return [{ path: ['policy', 'pin'], says: `${pin.version} is older than release.minimum_version, ${minimumVersion}: no run could ever take it` }]
}
