import type { FailureCode } from '../errors.ts'
import type { Plan } from './plan.ts'

/** The steps before the point of no return, in the order they are done; undone newest first. */
export const stepsBefore = ['lease', 'keep', 'standby', 'swap', 'reload', 'restart', 'watch'] as const
/** The steps after it: finished, never undone. */
export const stepsAfterwards = ['settle', 'prune'] as const
export type StepName = (typeof stepsBefore)[number] | (typeof stepsAfterwards)[number]

export type Outcome = 'upgraded' | 'rolled-back' | 'refused' | 'stuck'

/** The durable truth about a transaction, one entry a line. */
export type Entry =
  | { readonly entry: 'planned'; readonly plan: Plan }
  | { readonly entry: 'began'; readonly step: StepName }
  | { readonly entry: 'ended'; readonly step: StepName }
  | { readonly entry: 'failed'; readonly step: StepName; readonly code: FailureCode; readonly message: string }
  | { readonly entry: 'undoing'; readonly step: StepName }
  | { readonly entry: 'undone'; readonly step: StepName }
  | { readonly entry: 'noted'; readonly about: 'downtime'; readonly unit: string; readonly milliseconds: number }
  | { readonly entry: 'noted'; readonly about: 'system-journal'; readonly unit: string; readonly lines: readonly string[] }
  | { readonly entry: 'confirmed' }
  | { readonly entry: 'closed'; readonly outcome: Outcome; readonly running: string | null; readonly reason: string | null; readonly downtimeMs: number | null }

export type Closed = Extract<Entry, { entry: 'closed' }>

/** An entry as it lies on disk: numbered from 1, stamped by the wall clock. */
export interface Stamped { readonly number: number; readonly atMs: number; readonly entry: Entry }
