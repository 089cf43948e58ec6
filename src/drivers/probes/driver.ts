import type * as v from 'valibot'
import type { AskLoopback } from '../../host/loopback-http.ts'
import type { Clock, RunsCommands } from '../../host/types.ts'
import type { JournalSight } from '../../systemd/system-journal.ts'
import type { Sight } from '../../systemd/watch-unit.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Probe } from '../../upgrade/ports.ts'

/**
 * One way to read a daemon's pulse. The schema describes its table in the app's file, and lets through what it has let through
 * before; `make` is given such a table.
 */
export interface ProbeDriver {
  readonly kind: string
  readonly schema: v.GenericSchema<unknown, DriverSettings & { readonly name: string }>
  make(settings: DriverSettings, tools: ProbeTools): Probe
}

export interface ProbeTools {
  readonly clock: Clock
  /** Commands without any network: a binary that says its version. */
  readonly alone: RunsCommands
  /** Commands that can reach the daemon over loopback. */
  readonly beside: RunsCommands
  watchUnit(unit: string, signal: AbortSignal): AsyncIterable<Sight>
  followJournal(invocationId: string, signal: AbortSignal): AsyncIterable<JournalSight>
  readonly ask: AskLoopback
}
