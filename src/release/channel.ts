import { matchesGlob } from '../formats/glob.ts'
import { isPrerelease, type Version } from './version.ts'

/** Whoever lists a release may call it a pre-release whatever its version says (a forge's checkbox). */
export type Mark = 'prerelease' | 'none'

/** What a channel is. The usual one is called like its pre-releases; an app may define others in `[[channel]]`. */
export interface ChannelRule {
  readonly name: string
  /** Beginning of the pre-release part that belongs to it (`beta` for `1.0.0-beta.2`); null: the channel's name. */
  readonly prerelease: string | null
  /** Glob over the tag (`nightly-*`); null: any. */
  readonly tag: string | null
  /** What the publisher's manifest calls it; null: the channel's name. */
  readonly manifest: string | null
}

/** A channel that nobody defined is what its name says. */
export const channelCalled = (name: string): ChannelRule => ({ name, prerelease: null, tag: null, manifest: null })

/** What an app means by a channel's name. */
export const channelNamed = (name: string, defined: readonly ChannelRule[]): ChannelRule => defined.find((one) => one.name === name) ?? channelCalled(name)

/**
 * Whether a release may be offered as the newest of this channel; null and `stable` are the channel of everybody. A pre-release is in
 * no channel but the one it is named after (`1.0.0-beta.2`, `1.0.0-beta2`: beta), and one that is only marked as such is in every channel
 * but `stable`. Whoever follows a channel is offered finished releases too (failures.md J22, J40).
 */
export function isInChannel(version: Version, mark: Mark, channel: string | null): boolean {
  const stable = channel === null || channel === 'stable'
  if (isPrerelease(version)) return !stable && isNamedAfter(prereleaseOf(version), channel)
  return mark === 'none' || !stable
}

/** What a listing says of a release that bears on its channel. */
export interface Marked { readonly version: Version; readonly tag: string; readonly mark: Mark }

/** As `isInChannel`, for a channel that says more than its name: a glob over tags decides alone, unless a pre-release part is named, too. */
export function belongsTo({ version, tag, mark }: Marked, { name, prerelease, tag: glob }: ChannelRule): boolean {
  if (glob !== null && !matchesGlob(glob, tag)) return false
  const isOwn = glob !== null && prerelease === null && name !== 'stable'
  return isOwn || isInChannel(version, mark, prerelease ?? name)
}

/** `rc`, `rc.1`, `rc1` and `rc-1` are of `rc`; `rcx` is not. */
function isNamedAfter(prerelease: string, channel: string): boolean {
  return prerelease.toLowerCase().startsWith(channel) && !/^[a-z]/i.test(prerelease.slice(channel.length))
}

function prereleaseOf(version: Version): string {
  const plain = version.split('+', 1)[0] ?? ''
  return plain.slice(plain.indexOf('-') + 1)
}
