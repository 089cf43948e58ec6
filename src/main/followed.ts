import type { PolicySettings } from '../config/settings.ts'
import type { Wanted } from '../upgrade/ports.ts'

/** With the channel that the settings follow, where nothing else was asked for. */
export function followed({ version, channel }: Wanted, { channel: usual }: Pick<PolicySettings, 'channel'>): Wanted {
  const meant = channel ?? usual.name
  return { version, channel: version !== null || meant === 'stable' ? null : meant }
}
