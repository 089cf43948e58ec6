import type * as v from 'valibot'
import type { Clock, Net, RunsCommands, Secrets } from '../../host/types.ts'
import type { FinalEvent } from '../../upgrade/final-events.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'

/** A way of telling somebody how a run ended. It runs in a process of its own, unprivileged, with a network, long after the run. */
export interface TellerDriver {
  readonly kind: string
  readonly schema: v.GenericSchema<unknown, DriverSettings>
  make(settings: DriverSettings, tools: TellerTools): Teller
}

export interface Teller {
  /** For people, without anything that might be a secret: `webhook https://hooks.example.org`. */
  readonly called: string
  /** Names of the secrets that it asks for when it tells: who looks after this host wants to know beforehand whether they are there. */
  readonly secrets: readonly string[]
  wants(event: FinalEvent): boolean
  /**
   * Returns once it was taken. Throws UNAVAILABLE, IO, TEMPORARY to be asked again later; anything else is the end of this message. May be repeated:
   * `message.id` tells the receiver. Keeps its own time, and ends with the signal.
   */
  tell(message: Message, signal: AbortSignal): Promise<void>
}

/** One outcome, as whoever is told gets it: plain JSON, nothing in it that a public channel may not hold. */
export interface Message { readonly id: string; readonly atMs: number; readonly event: FinalEvent; readonly body: Uint8Array }

export interface TellerTools {
  readonly net: Net
  readonly secrets: Secrets
  readonly commands: RunsCommands
  readonly clock: Pick<Clock, 'nowMs' | 'deadline'>
  readonly stallMs: number
}
