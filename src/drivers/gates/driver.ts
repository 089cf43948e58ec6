import type * as v from 'valibot'
import type { RunsCommands } from '../../host/types.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Gate } from '../../upgrade/ports.ts'

/** A gate that an operator configures under `[[gate]]`. Our own, which nobody needs to ask for, stand in `main/gates.ts`. */
export interface GateDriver {
  readonly kind: string
  readonly schema: v.GenericSchema<unknown, DriverSettings>
  make(settings: DriverSettings, tools: GateTools): Gate
}

/** What a gate may use. */
export interface GateTools {
  /** Commands in a sandbox of their own that can reach the daemon over loopback. */
  readonly commands: RunsCommands
  /** One property of a unit, as text (`ActiveState`, `StatusText`, `NRestarts`); null when it has none of that name. */
  property(unit: string, name: string): Promise<string | null>
}
