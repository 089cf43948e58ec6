import { failure, isFailure } from '../../errors.ts'
import { printable } from '../../formats/printable.ts'
import { lastWordsCharactersMax, lastWordsLinesMax } from '../limits.ts'
import type { Plan } from '../plan.ts'
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
    for (const { name } of unitsToRestart(plan)) {
      const lines = await lastWords(plan, name, ports)
      if (lines.length > 0) await ports.note({ entry: 'noted', about: 'system-journal', unit: name, lines })
    }
  },
}

async function lastWords(plan: Plan, name: string, ports: StepPorts): Promise<readonly string[]> {
  try {
    const { invocationId } = await ports.service.state(name)
    const before = plan.health.before.find((unit) => unit.name === name)
    if (invocationId === '' || invocationId === before?.invocationId) return []
    const lines = await ports.service.journalTail(name, invocationId, lastWordsLinesMax)
    return lines.slice(-lastWordsLinesMax).map((line) => printable(line, lastWordsCharactersMax))
  } catch (thrown) {
    // Words are for people. Not hearing them is no reason to leave a daemon down.
    if (!isFailure(thrown)) throw thrown
    return []
  }
}
