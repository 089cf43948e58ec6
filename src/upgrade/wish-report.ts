import type { Hold, Pin } from '../policy/standing.ts'
import type { ChannelRule } from '../release/channel.ts'
import type { Version } from '../release/version.ts'

/** Something that a person wants of an app from now on. Moments in milliseconds since 1970. */
export type Wish =
  /** `version` null: the one that is live. */
  | { readonly what: 'pin'; readonly version: Version | null; readonly reason: string | null }
  | { readonly what: 'hold'; readonly untilMs: number | null; readonly reason: string | null }
  | { readonly what: 'channel'; readonly name: string; readonly reason: string | null }
  | { readonly what: 'unpin' | 'unhold' }

/** What the operator's files say once a wish was written down. Plain JSON. */
export interface WishReport {
  readonly app: string
  readonly what: Wish['what']
  /** `no`: it was so already. */
  readonly changed: 'yes' | 'no'
  /** Where it is written; it may be gone, when nothing is left to be said in it. */
  readonly file: string
  readonly now: Standing
  /** Null: the settings were wrong before. */
  readonly before: Standing | null
  /** Only looked for by `pin`. */
  readonly live: string | null
}
export interface Standing { readonly channel: string; readonly pin: Pin | null; readonly hold: Hold | null }

/** Which channel is followed, and which there are. */
export interface ChannelReport {
  readonly app: string
  readonly followed: string
  /** The followed one, `stable`, those that the app defines, and those that its publisher points with. */
  readonly channels: readonly ChannelItem[]
}
export interface ChannelItem extends ChannelRule {
  /** Newest of it, as the publisher said when the source was last asked; null: it says nothing of this channel. */
  readonly newest: string | null
}
