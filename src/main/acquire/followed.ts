import type { Settings } from '../../config/settings.ts'
import { channelCalled, type ChannelRule } from '../../release/channel.ts'

/** The channel that was asked for, else the one that the settings follow. One that the app does not define is what its name says. */
export function followed(asked: string | null, { policy, channels }: Pick<Settings, 'policy' | 'channels'>): ChannelRule {
  if (asked === null || asked === policy.channel.name) return policy.channel
  return channels.find(({ name }) => name === asked) ?? channelCalled(asked)
}

/** The same for a place that chooses by itself: there it is a name, and null is the channel of everybody. */
export function nameOf({ name }: ChannelRule): string | null {
  return name === 'stable' ? null : name
}
