import { Bug, isFailure } from '../errors.ts'
import { run, type Ending } from './engine.ts'
import { createJournal, type Journals } from './journal/journal.ts'
import type { Plan } from './plan.ts'
import type { Ports } from './ports.ts'
import { steps } from './steps/table.ts'

/**
 * The only transaction. The caller holds the app's lock and has settled what an earlier run left open. Throws only what happened before
 * anything began (no journal could be written), and bugs, once they are unwound; every other end is an ending.
 */
export async function apply(plan: Plan, ports: Ports, journals: Journals): Promise<Ending> {
  const journal = await createJournal(journals, plan)
  return orBug(await run({ journal, ports, steps }))
}

/** A bug is unwound like a failure, but never reported as one. */
export function orBug(ending: Ending): Ending {
  const bug = ending.troubles.find((trouble) => !isFailure(trouble))
  if (bug === undefined) return ending
  throw new Bug(`a bug ended transaction ${ending.plan.transaction} as '${ending.closed.outcome}'`, { cause: bug })
}
