import type { UnitState } from '../../policy/reading.ts'
import type { Answer, Gate, Service } from '../../upgrade/ports.ts'

/**
 * Asked last: whether somebody has stopped a unit while the upgrade was prepared. Between its plan and its restart a rehearsal may take minutes, and whoever stops a
 * daemon in them wants it down; a restart would start it (failures.md g30, f08).
 */
export function notStopped(service: Pick<Service, 'state'>): Gate {
  return {
    async ask({ units, health }): Promise<Answer> {
      for (const { name } of units.filter(({ then }) => then === 'restart')) {
        if (wasStopped(await service.state(name), health.before.find((unit) => unit.name === name)?.invocationId)) return refused(name)
      }
      return { kind: 'yes' }
    },
  }
}

/** The very run that was planned with. What a socket listens for is down by design, and starts with the next connection whoever stopped it. */
function wasStopped({ activeState, stopAsked, job, invocationId, triggeredBy = [] }: UnitState, before: string | undefined): boolean {
  const isDown = (activeState === 'inactive' || activeState === 'failed') && job === undefined
  return isDown && stopAsked === 'yes' && invocationId === before && !triggeredBy.some((unit) => unit.endsWith('.socket'))
}

function refused(unit: string): Answer {
  return { kind: 'no', reason: `somebody stopped unit '${unit}' while the upgrade was prepared`, next: `nothing was changed: start it, and upgrade again; or upgrade again as it is, and it stays down`, overridable: 'no' }
}
