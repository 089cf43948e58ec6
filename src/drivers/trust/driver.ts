import type * as v from 'valibot'
import type { Net, ReadsDisk } from '../../host/types.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Trust } from '../../upgrade/ports.ts'

/** One reason to believe a release. The schema describes its table in the app's file; `make` is given what the schema let through. */
export interface TrustDriver {
  readonly kind: string
  readonly schema: v.GenericSchema<unknown, DriverSettings>
  make(settings: DriverSettings, tools: TrustTools): Trust
  /** What is weaker about these settings than it might be, one sentence each, for `doctor` to warn of. Absent: nothing ever is. */
  doubts?(settings: DriverSettings): readonly string[]
}

export interface TrustTools {
  readonly disk: ReadsDisk
  /** Whose key files are believed, besides root's: our own. */
  readonly uid: number
  /** Only for `Evidence.lookedUp`. Null in the half that has no network. */
  readonly net: Net | null
}
