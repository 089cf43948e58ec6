import type { StepAfterwards, StepBefore } from '../journal/entry.ts'
import { keep } from './keep.ts'
import { lease } from './lease.ts'
import { prune } from './prune.ts'
import { reload } from './reload.ts'
import { record } from './record.ts'
import { restart } from './restart.ts'
import { settle } from './settle.ts'
import { snapshot } from './snapshot.ts'
import { standby } from './standby.ts'
import type { LastStep, Step } from './step.ts'
import { swap } from './swap.ts'
import { watch } from './watch.ts'

export interface Steps { readonly before: Readonly<Record<StepBefore, Step>>; readonly afterwards: Readonly<Record<StepAfterwards, LastStep>> }

/** The story. What is before the point of no return can be undone; what comes afterwards cannot, and its type says so. */
export const steps: Steps = {
  before: { lease, keep, standby, snapshot, swap, reload, restart, watch },
  afterwards: { settle, record, prune },
}
