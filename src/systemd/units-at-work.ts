import { failure } from '../errors.ts'
import type { Bus } from './bus.ts'
import { atWorkMax } from './limits.ts'
import { managerInterface, managerPath } from './names.ts'
import { watchUnit } from './watch-unit.ts'

const states = ['active', 'reloading', 'activating', 'deactivating']

/** Names of the units that match a pattern (glob(7)) and are doing something now. */
export async function unitsAtWork(bus: Bus, patterns: readonly string[]): Promise<readonly string[]> {
  const [units] = await bus.ask({ path: managerPath, interface: managerInterface, member: 'ListUnitsByPatterns', signature: 'asas', body: [states, patterns] })
  if (!Array.isArray(units)) throw failure('PROTOCOL', "the service manager's answer is not a list of units")
  return units.slice(0, atWorkMax).map((unit: unknown) => (Array.isArray(unit) ? String(unit[0]) : ''))
}

/** Returns when this unit has ended, however, or when the signal aborts. */
export async function unitEnds(bus: Bus, unit: string, signal: AbortSignal): Promise<void> {
  for await (const sight of watchUnit(bus, unit, signal)) {
    if (sight.kind === 'state' && (sight.state.activeState === 'inactive' || sight.state.activeState === 'failed')) return
  }
}
