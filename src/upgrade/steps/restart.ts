import { failure } from '../../errors.ts'
import type { Plan } from '../plan.ts'
import { noteLastWords } from './last-words.ts'
import { restartUnit, unitsToRestart } from './restart-unit.ts'
import type { Step, StepPorts } from './step.ts'

/** The only step that a daemon notices. A job that is done is not yet healthy: that is for `watch` to say. */
export const restart: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    for (const unit of unitsToRestart(plan)) {
      // A daemon that crashed until systemd gave it up would be refused its start, and the version that mends it blamed (failures.md g04).
      if ((await ports.service.state(unit.name)).activeState === 'failed') await ports.service.resetFailed(unit.name)
      const { result, trouble, somebody } = await restartUnit(plan, unit, ports, plan.health)
      if (result === 'done') continue
      // Whoever cancels our job (f08: by stopping the unit) says nothing about the version.
      if (typeof somebody?.stopped === 'string') await ports.note({ entry: 'noted', about: 'stopped', unit: unit.name, invocation: somebody.stopped })
      throw failure(somebody === null ? 'ROLLED_BACK' : 'TEMPORARY', `the new version did not start: ${trouble ?? `the restart of '${unit.name}' is ${result}`}`)
    }
  },

  /** Restarting the kept version is for `standby.undo`, once its files are back. Here the failed one has the last word. */
  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    await noteLastWords(plan, ports)
  },
}
