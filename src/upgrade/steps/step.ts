import type { Noted } from '../journal/entry.ts'
import type { TransactionState } from '../journal/fold.ts'
import type { Plan } from '../plan.ts'
import type { Ports } from '../ports.ts'

/** What a step may use: the ports, a place in the journal for facts, and how far the transaction came and what others did in its middle, as its journal has it. */
export interface StepPorts extends Ports {
  /** Of `restoring` and `restored` durable when it returns, else it throws; any other is remembered where the disk takes nothing. */
  readonly note: (noted: Noted) => Promise<void>
  /** Absent: nothing began, and nobody did anything. */
  readonly others?: Pick<TransactionState, 'stopped' | 'replaced'> & Partial<Pick<TransactionState, 'begun' | 'notUndone' | 'boot' | 'restoring' | 'runsStopped' | 'restored' | 'somebody'>>
  /** Whether this process did what is undone now. `earlier`: one that died, so that what runs now may have been started by anybody since. Absent: this one. */
  readonly process?: 'this' | 'earlier'
}

/** A step after the point of no return: it is finished, never undone. */
export interface LastStep {
  /** Safe to repeat. Returns only when its effect is durable. */
  readonly do: (plan: Plan, ports: StepPorts) => Promise<void>
}
export interface Step extends LastStep {
  /** Safe to repeat, and safe when `do` never happened or half happened. */
  readonly undo: (plan: Plan, ports: StepPorts) => Promise<void>
}
