import { channelNamed } from '../../release/channel.ts'
import { seenBy } from './seen-by.ts'
import type { ChannelReport } from '../../upgrade/wish-report.ts'
import { openApp } from '../app.ts'

/** Which channels there are, as far as this host knows: everybody's, the app's own, and those that the publisher has pointed with. */
export async function channels(app: string): Promise<ChannelReport> {
  const { settings: { channels: defined, policy: { channel } }, places } = await openApp(app)
  const { tops } = await seenBy({ places })
  const names = new Set(['stable', channel.name, ...defined.map(({ name }) => name), ...Object.keys(tops)])
  const newest = (name: string, manifest: string | null): string | null => tops[manifest ?? name] ?? null
  return { app, followed: channel.name, channels: [...names].map((name) => channelNamed(name, defined)).map((rule) => ({ ...rule, newest: newest(rule.name, rule.manifest) })) }
}
