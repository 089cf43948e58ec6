import { quoted } from '../formats/printable.ts'
import { channelNamed, type ChannelRule } from '../release/channel.ts'
import { channelsMax } from './limits.ts'
import type { Mistake } from './mistake.ts'
import type { PolicyTable } from './policy-shape.ts'
import { readList, readTable, type Read } from './read-table.ts'
import type { PolicySettings } from './settings.ts'
import { shape } from './shape.ts'

/** `[[channel]]`: what the app calls its channels. One that is followed and stands nowhere here is what its name says. */
export function readChannels(value: unknown): Read<readonly ChannelRule[]> {
  const read = readList(value, ['channel'], channelsMax, (item, path) => readTable(shape.channel, item, path))
  if (read.kind === 'wrong') return read
  const mistakes = read.value.flatMap(({ name }, index): readonly Mistake[] => {
    const says = nameFault(name) ?? (read.value.findIndex((other) => other.name === name) < index ? `${quoted(name, 80)} is there twice` : null)
    return says === null ? [] : [{ path: ['channel', index, 'name'], says }]
  })
  return mistakes.length > 0 ? { kind: 'wrong', mistakes } : read
}

/** Nobody who follows `stable` expects a pre-release from it, whatever a table far below says. */
function nameFault(name: string): string | null {
  return name === 'stable' ? "'stable' is every app's finished releases, and cannot be another thing; give this channel a name of its own" : null
}

/** The policy with what its channel means. */
export function withChannel(policy: PolicyTable, channels: readonly ChannelRule[]): PolicySettings {
  return { ...policy, channel: channelNamed(policy.channel, channels) }
}
