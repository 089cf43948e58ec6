import { isFailure } from '../../errors.ts'
import type { Answer, Gate, Service } from '../../upgrade/ports.ts'
import { runThatIsUp, wasStopped } from '../../upgrade/stopped-meanwhile.ts'

/**
 * Asked last: whether somebody has stopped a unit since this gate was made. Between its plan and its restart a rehearsal may take minutes, and a snapshot hours, and
 * whoever stops a daemon in them wants it down; a restart would start it (failures.md g30, f08). What was down already is the plan's to know.
 */
export async function notStopped(units: readonly string[], service: Pick<Service, 'state'>): Promise<Gate> {
  const before = await runsOf(units, service)
  return {
    async ask(plan): Promise<Answer> {
      for (const { name } of plan.units.filter(({ then }) => then === 'restart')) if (before.has(name) && wasStopped(await service.state(name), before.get(name))) return refused(name)
      return { kind: 'yes' }
    },
  }
}

/** Of those that are up; one that cannot be looked at is refused by those who have to know it. */
async function runsOf(units: readonly string[], service: Pick<Service, 'state'>): Promise<ReadonlyMap<string, string>> {
  const runs = new Map<string, string>()
  for (const name of units) {
    try {
      const run = runThatIsUp(await service.state(name))
      if (run !== null) runs.set(name, run)
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
    }
  }
  return runs
}

function refused(unit: string): Answer {
  return { kind: 'no', reason: `somebody stopped unit '${unit}' while the upgrade was prepared`, next: `nothing was changed: start it, and upgrade again; or upgrade again as it is, and it stays down`, overridable: 'no' }
}
