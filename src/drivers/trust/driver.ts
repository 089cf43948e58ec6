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
  /** Every key that may sign, by its point and not by its spelling, also out of files: for a threshold, where no key may count twice. Absent: it trusts no single keys. */
  signers?(settings: DriverSettings, tools: TrustTools): Promise<readonly string[]>
}

export interface TrustTools {
  readonly disk: ReadsDisk
  /** Whose key files are believed, besides root's: our own. */
  readonly uid: number
  /** Only for `Evidence.lookedUp`. Null in the half that has no network. */
  readonly net: Net | null
  /** What was believed of a repository before, so that nobody shows us something older. Absent: nobody remembers (`verify`, which only looks). */
  readonly memory?: TrustMemory
}

/** Small files by name. The applying half has its own, durable and out of everybody's reach; that of the acquiring half may be lost. */
export interface TrustMemory {
  /** The directory, for messages. */
  readonly where: string
  recall(name: string): Promise<Uint8Array | null>
  keep(name: string, bytes: Uint8Array): Promise<void>
}
