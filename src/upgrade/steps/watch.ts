import { failure } from '../../errors.ts'
import { observe } from '../observe.ts'
import type { Plan } from '../plan.ts'
import type { Step, StepPorts } from './step.ts'

/** Judges the running daemon, not the file on disk. */
export const watch: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    const verdict = await observe(plan, plan.health, ports)
    // First: whatever the daemon did, it may have been somebody else's program.
    await refuseReplaced(plan, ports)
    switch (verdict.kind) {
      case 'healthy': return
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
async function refuseReplaced(plan: Plan, ports: StepPorts): Promise<void> {
  for (const found of (await ports.layout.inspect(plan)).files) {
    const planned = plan.files.find((file) => file.publicPath === found.publicPath)
    if (planned === undefined || found.sha256 === planned.newSha256) continue
    await ports.note({ entry: 'noted', about: 'replaced', path: found.publicPath })
    const how = found.sha256 === null ? 'removed' : found.sha256 === planned.keptSha256 ? 'replaced by the version before' : 'replaced'
    throw failure('TEMPORARY', `'${found.publicPath}' was ${how} by somebody else while the new version was watched`, { next: 'look who changed it, then upgrade again' })
  }
}
