import type { HistoryItem } from '../../src/upgrade/report.ts'
import type { Host } from '../support/real-daemons/host.ts'
import type { Daemon } from '../support/real-daemons/operator.ts'

/** How the newest transaction of this app ended, as `app-upgrade history --json` tells it. */
export async function lastOf({ machine }: Host, daemon: Daemon): Promise<HistoryItem> {
  return JSON.parse(await machine.must(['app-upgrade', 'history', daemon.app, '--limit', '1', '--json'])) as HistoryItem
}

/** Milliseconds without digits that nobody measured. */
export function inMs(downtimeMs: number | null): string {
  return downtimeMs === null ? 'not known' : `${downtimeMs.toFixed(0)} ms`
}
