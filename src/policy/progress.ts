import { isAllWell } from './health.ts'
import type { HealthRule, Progress, Reading, UnitReading } from './reading.ts'

/**
 * Is this reading, which follows the others, a sign of progress? Pure. A unit of the rule that starts, or runs while not all is well yet, says another
 * text of itself than before in the same run. A text that merely stands there is none, nor is one of a daemon that is well and counts its requests.
 */
export function progressIn(readings: readonly Reading[], reading: Reading, rule: HealthRule): Progress | null {
  if (reading.kind !== 'unit' || reading.unit.statusText === '') return null
  const before = rule.before.find(({ name }) => name === reading.unit.name)
  if (before === undefined || reading.unit.invocationId === before.invocationId || !isGettingThere(reading)) return null
  const last = readings.findLast((one): one is UnitReading => one.kind === 'unit' && one.unit.name === reading.unit.name)
  if (last === undefined || last.unit.invocationId !== reading.unit.invocationId || last.unit.statusText === reading.unit.statusText) return null
  return isAllWell([...readings, reading], rule) ? null : { atMs: reading.atMs, said: reading.unit.statusText }
}

function isGettingThere({ unit: { activeState, subState } }: UnitReading): boolean {
  return activeState === 'active' || (activeState === 'activating' && subState !== 'auto-restart')
}
