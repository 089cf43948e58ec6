import type { UnitState } from './reading.ts'
import { unitTrouble } from './unit-trouble.ts'

/**
 * Has a unit that was healthy crashed since? Pure; by its state alone, to be read behind its name. Null: no. What systemd itself calls a failure counts, and
 * more automatic restarts than are forgiven; a stop that somebody asked for does not, however badly the daemon took it.
 */
export function lateCrash(unit: UnitState, restartsMax: number): string | null {
  const gaveUp = unit.activeState === 'failed' && unit.subState !== 'failed-before-auto-restart'
  if (gaveUp && !isSomebodys(unit)) return unitTrouble(unit, { name: unit.name, invocationId: '', mainStartedUs: 0 }) ?? 'failed'
  if (unit.restarts <= restartsMax) return null
  return `was restarted by systemd ${unit.restarts === 1 ? 'once' : `${unit.restarts} times`}`
}

/** Stopped on request; or started by hand so often that systemd refused it, without a single crash in between. */
function isSomebodys(unit: UnitState): boolean {
  return unit.stopAsked === 'yes' || (unit.result === 'start-limit-hit' && unit.restarts === 0)
}
