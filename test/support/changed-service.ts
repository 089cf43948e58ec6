import type { Service } from '../../src/upgrade/ports.ts'

/** A service of which some answers are others; the rest are its own. */
export function changedService(service: Service, others: Partial<Service>): Service {
  return {
    state: (unit) => service.state(unit),
    reload: () => service.reload(),
    job: (unit, what, signal) => service.job(unit, what, signal),
    resetFailed: (unit) => service.resetFailed(unit),
    journalTail: (unit, run, linesMax) => service.journalTail(unit, run, linesMax),
    ...others,
  }
}
