import type * as v from 'valibot'
import type { Files, Net, ReadsDisk } from '../../host/types.ts'
import type { Architecture } from '../../release/platform.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Source } from '../../upgrade/ports.ts'

/** One way of finding releases. The schema describes its table in the app's file; `make` is given what the schema let through. */
export interface SourceDriver {
  readonly kind: string
  readonly schema: v.GenericSchema<unknown, DriverSettings>
  make(settings: DriverSettings, tools: SourceTools): Source
}

/** What a source may use of the machine. */
export interface SourceTools {
  readonly net: Net
  readonly files: Files
  readonly disk: ReadsDisk
  readonly architecture: Architecture
  /** No byte for this long is a dead connection. */
  readonly stallMs: number
}
