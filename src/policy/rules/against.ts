import { outsideChannel } from './channel.ts'
import { leap } from './leap.ts'
import { alreadyLive } from './live.ts'
import { minimumVersion } from './minimum-version.ts'
import { belowFloor, olderThanLive } from './older.ts'
import { otherThanAsked, otherThanPinned } from './pin.ts'
import type { Rule } from './rule.ts'
import { republished, skipped } from './skip.ts'
import { unusable } from './usable.ts'
import { withdrawn } from './yanked.ts'

/** What stands against a release for good, as far as is known today. The first that speaks is the reason that people are told. */
export const against: readonly Rule[] = [
  otherThanAsked, alreadyLive, minimumVersion, olderThanLive, skipped, republished, withdrawn, unusable, otherThanPinned, outsideChannel, belowFloor, leap,
]

/** What even --force does not pass over. */
export const againstForce: readonly Rule[] = [otherThanAsked, minimumVersion]

/** Which release --force takes when none was named is not a question of force. */
export const againstForceUnnamed: readonly Rule[] = [...againstForce, otherThanPinned, withdrawn, unusable, outsideChannel]
