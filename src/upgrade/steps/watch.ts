import { failure } from '../../errors.ts'
import { companionsFound, filesFound } from '../laid-down.ts'
import { observe } from '../observe.ts'
import type { Plan } from '../plan.ts'
import type { Live } from '../ports.ts'
import { mustComeBack } from './dependents.ts'
import type { Step, StepPorts } from './step.ts'

/** Judges the running daemon, not the file on disk. */
export const watch: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    const verdict = await observe(plan, plan.health, ports)
    // First: whatever the daemon did, it may have been somebody else's program.
    const live = await ports.layout.inspect(plan)
    await refuseReplaced(plan, live, ports)
    await noteEdited(plan, live, ports)
    switch (verdict.kind) {
      // A crash that was forgiven may have taken them down meanwhile.
      case 'healthy': return mustComeBack(plan, ports, 'ROLLED_BACK', 'the new version is healthy, but')
      case 'unhealthy': throw failure('ROLLED_BACK', `the new version did not become healthy: ${verdict.because}`)
      case 'stopped': {
        await ports.note({ entry: 'noted', about: 'stopped', unit: verdict.unit, invocation: verdict.invocationId })
        throw failure('TEMPORARY', `somebody stopped unit '${verdict.unit}' while the new version was watched, so nobody can say how it would have gone on`)
      }
    }
  },

  /** Looking changes nothing. */
  async undo(): Promise<void> {},
}

/**
 * The live files must still be those that were laid down: somebody's own program, or the old one that configuration management puts back, proves nothing of
 * the new version and is nothing to hold against it (failures.md f10, f11, g35).
 */
async function refuseReplaced(plan: Plan, live: Live, ports: StepPorts): Promise<void> {
  for (const { path, keptSha256, newSha256, found } of filesFound(plan, live)) {
    if (found.sha256 === newSha256) continue
    await ports.note({ entry: 'noted', about: 'replaced', path })
    const how = found.sha256 === null ? 'removed' : found.sha256 === keptSha256 ? 'replaced by the version before' : 'replaced'
    throw failure('TEMPORARY', `'${path}' was ${how} by somebody else while the new version was watched`, { next: 'look who changed it, then upgrade again' })
  }
}

/** A unit file or a template that somebody edits meanwhile is theirs: the program that was judged is ours all the same, and what they wrote stays on every road. */
async function noteEdited(plan: Plan, live: Live, ports: StepPorts): Promise<void> {
  for (const { path, newSha256, found } of companionsFound(plan, live)) {
    if (found.sha256 === newSha256) continue
    await ports.note({ entry: 'noted', about: 'replaced', path })
    ports.tell({ kind: 'note', text: `'${path}' was changed by somebody else while the new version was watched; it is left as they made it` })
  }
}
