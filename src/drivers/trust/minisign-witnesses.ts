import { failure } from '../../errors.ts'
import type { Version } from '../../release/version.ts'
import { wordsOf } from './minisign-policy.ts'
import { type MinisignSettings, thresholdOf } from './minisign-settings.ts'
import type { Said } from './minisign-signers.ts'
import { saysVersion } from './version-ground.ts'

/**
 * Where no signed name says the version, as many keys as must sign must each say it: else the thief of one of them could give an old
 * release, which the others once signed, any version (M29). REFUSED.
 */
export function refuseFewWitnesses(version: Version, said: readonly Said[], settings: MinisignSettings): void {
  const [threshold, witnesses] = [thresholdOf(settings), said.filter(({ trustedComment }) => wordsOf(trustedComment).some((word) => saysVersion(version, word))).length]
  if (settings.version === 'unsigned' || witnesses >= threshold) return
  throw failure('REFUSED', `${threshold} different keys must say that this is version ${version}, and ${witnesses} ${witnesses === 1 ? 'does' : 'do'}`, { next: "The publisher puts the version into the archive's name, or each key signs with minisign -t 'version:…'." })
}
