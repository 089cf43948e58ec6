import type * as v from 'valibot'
import type { Clock, Files, Net, ReadsDisk, Secrets } from '../../host/types.ts'
import type { Architecture, Filling } from '../../release/platform.ts'
import type { Version } from '../../release/version.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Source } from '../../upgrade/ports.ts'

/** One way of finding releases. The schema describes its table in the app's file; `make` is given what the schema let through. */
export interface SourceDriver {
  readonly kind: string
  readonly schema: v.GenericSchema<unknown, DriverSettings>
  make(settings: DriverSettings, tools: SourceTools): Source
  /** What the archive of a release may be called. Null: these settings do not say. Absent: what their key `artifact` says. */
  names?(settings: DriverSettings, filling: Filling): readonly string[] | null
  /** What somebody means who typed this address, if it is one of this kind; null when it is not. Absent: no address says it. */
  recognise?(typed: Typed, tools: SourceTools, signal: AbortSignal): Promise<Recognised | null>
}

/** An address, before there are settings. `version` null: the newest release is looked at. */
export interface Typed { readonly address: string; readonly version: Version | null }

/** A place of releases, and the names of one release's files there. Hearsay. */
export interface Recognised {
  /** The `[source]` table, but for `artifact` where that has to be chosen. */
  readonly settings: Readonly<Record<string, string>> & { readonly kind: string }
  /** Without secrets. */
  readonly address: string
  /** What the app may be called. */
  readonly name: string
  readonly tag: string
  readonly version: Version
  readonly names: readonly string[]
  /** The release for this machine where the place itself says which one it is; null: its name is chosen among `names`, and then said in the key `artifact`. */
  readonly archive: { readonly name: string; readonly template: string } | null
  /** Pages of the repository, whose workflows may sign; null where there is none. */
  readonly pages: string | null
}

/** What a source may use of the machine. */
export interface SourceTools {
  readonly net: Net
  readonly files: Files
  readonly disk: ReadsDisk
  readonly architecture: Architecture
  /** No byte for this long is a dead connection. */
  readonly stallMs: number
  /** A larger list of releases is refused. */
  readonly manifestBytesMax: number
  /** Version of this app-upgrade; null for one that nobody numbered. */
  readonly ourVersion: Version | null
  readonly clock: Pick<Clock, 'nowMs'>
  readonly secrets: Secrets
  readonly memory: Memory
}

/** What a server answered last time, so that a check that finds nothing new costs one conditional request. Forgetful: losing it costs one full answer. */
export interface Memory {
  recall(url: string): Promise<Remembered | null>
  /** Never throws: who may not write (an unprivileged `check`) simply does not remember. */
  keep(url: string, answer: Remembered): Promise<void>
}
export interface Remembered { readonly validator: string; readonly bytes: Uint8Array }
