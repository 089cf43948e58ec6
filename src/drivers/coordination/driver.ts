import type * as v from 'valibot'
import type { Net, Secrets } from '../../host/types.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Answer } from '../../upgrade/ports.ts'

/** One way of asking the rest of the fleet whether this host may go down now. */
export interface CoordinationDriver {
  readonly kind: string
  readonly schema: v.GenericSchema<unknown, DriverSettings>
  /** Null: this host asks nobody. Else the words on the wire, spoken by the half that has a network. */
  readonly call: Calls | null
}
/**
 * Carries one errand to the lock's server. May be repeated, and may follow one that nobody heard the answer of: a lock that is held already is
 * granted again, and one that is not held is let go of without a word. UNAVAILABLE, IO or PROTOCOL when the server gives no usable answer.
 */
export type Calls = (settings: DriverSettings, errand: Errand, tools: ErrandTools, signal: AbortSignal) => Promise<Answer>

/** `ask`: may I go down? `done`: I am up again. `holder`: the same for all runs of one app on one host, and for nobody else. */
export interface Errand { readonly kind: 'ask' | 'done'; readonly holder: string }
/** An errand, and the plan's own words about the server: the app's file may say something else by now. */
export interface Sent { readonly settings: DriverSettings; readonly errand: Errand }
export interface ErrandTools { readonly net: Net; readonly secrets: Secrets; readonly stallMs: number }

/** What the half that applies may use: it has no network, so its errands are carried for it, and what it owes is written down. */
export interface CoordinationTools {
  holder(app: string): Promise<string>
  /** Answers what `call` answers. TEMPORARY or UNAVAILABLE after a limited time. */
  carry(app: string, sent: Sent): Promise<Answer>
  /** At whose server a lock is still to be let go of from an earlier run; null: nothing is owed. */
  owed(app: string): Promise<DriverSettings | null>
  /** It could not be let go of, and what is owed now takes its place: a person is told. Never throws. */
  forsake(app: string, because: string): Promise<void>
  /** Before the lock is asked for, so that it is let go of whatever dies; replaces what was owed for this app. */
  owe(app: string, settings: DriverSettings): Promise<void>
  /** It was let go of. May be repeated. */
  paid(app: string): Promise<void>
  /** It could not be let go of now: somebody else will, later. Never throws. */
  payLater(app: string, because: string): Promise<void>
}
