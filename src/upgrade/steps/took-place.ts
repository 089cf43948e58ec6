import type { StepName } from '../journal/entry.ts'
import type { StepPorts } from './step.ts'

/** Whether this transaction came so far, by its journal. */
export function tookPlace(step: StepName, { others }: StepPorts): boolean {
  return others?.begun?.includes(step) ?? false
}
