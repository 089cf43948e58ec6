import { failure } from '../../../errors.ts'
import type { Version } from '../../../release/version.ts'
import { wordsOf } from './minisign-policy.ts'
import { type MinisignSettings, thresholdOf } from './minisign-settings.ts'
import type { Said } from './minisign-signers.ts'
import { saysVersion, type SignedWord, versionGround } from '../version-ground.ts'

/**
 * Why we believe that it is this version. Where no signed name says so, as many keys as must sign must each say it: else the thief of one of them could
 * give an old release, which the others once signed, any version (M29). REFUSED.
 */
export function witnessedVersion(version: Version, names: readonly SignedWord[], said: readonly Said[], settings: MinisignSettings): string {
  const ground = versionGround(version, [...names, ...said.flatMap(({ trustedComment }) => wordsOf(trustedComment))], settings.version)
  const says = (words: readonly SignedWord[]): boolean => words.some((word) => saysVersion(version, word))
  const witnesses = said.filter(({ trustedComment }) => says(wordsOf(trustedComment))).length
  if (says(names) || settings.version === 'unsigned' || witnesses >= thresholdOf(settings)) return ground
  throw failure('REFUSED', `${thresholdOf(settings)} different keys must say that this is version ${version}, and ${witnesses} ${witnesses === 1 ? 'does' : 'do'}`, { next: "The publisher puts the version into the archive's name, or each key signs with minisign -t 'version:…'." })
}
