import type * as v from 'valibot'
import type { AskLoopback } from '../../host/loopback-http.ts'
import type { ReadsDisk, RunsCommands } from '../../host/types.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Gate } from '../../upgrade/ports.ts'

/** A gate that an operator configures under `[[gate]]`. Our own, which nobody needs to ask for, stand in `main/gates.ts`. */
export interface GateDriver {
  readonly kind: string
  readonly schema: v.GenericSchema<unknown, DriverSettings>
  /** Files of the release that it reads, by their path after the top directory: they are kept with the managed ones. Absent: none. */
  members?(settings: DriverSettings): readonly string[]
  make(settings: DriverSettings, tools: GateTools): Gate
}

/** What a gate may use. */
export interface GateTools {
  /** Commands in a sandbox of their own that can reach the daemon over loopback. */
  readonly commands: RunsCommands
  /** The daemon's own address. */
  readonly ask: AskLoopback
  /** What the daemon and the release have on disk. */
  readonly disk: ReadsDisk
  /** One property of a unit, as text (`ActiveState`, `StatusText`, `NRestarts`); null when it has none of that name. */
  property(unit: string, name: string): Promise<string | null>
}
