import { isAtRest } from '../policy/at-rest.ts'
import type { UnitState } from '../policy/reading.ts'
import { dependentsDeep, dependentsMax } from '../upgrade/limits.ts'
import type { DependentNow } from '../upgrade/planned-units.ts'
import type { Service } from '../upgrade/ports.ts'

/**
 * Who went down with a unit of the app that died. systemd stops what is bound to a unit, and what requires it whenever Restart= tries once more (systemd.unit(5), BindsTo=,
 * Requires=); and once it gives that up, they stay down. Nobody wanted it so: whoever brings the unit back owes it to them, too. By the manager's own
 * timestamps: who was stopped before it died, was stopped by somebody.
 */
export async function fallenWith(units: readonly UnitState[], service: Pick<Service, 'state'>): Promise<readonly DependentNow[]> {
  const found: DependentNow[] = []
  for (const unit of units.filter(hasDied)) for (const name of await hangingOn(unit, service)) found.push({ name, of: unit.name })
  return found
}

/** By itself, after it had run; also while it is tried once more. */
function hasDied({ activeState, subState, stopAsked, activeLeftUs }: UnitState): boolean {
  return (activeState === 'failed' || (activeState === 'activating' && subState === 'auto-restart')) && stopAsked === undefined && activeLeftUs > 0
}

/** Directly, or through others that fell with it. */
async function hangingOn(dead: UnitState, service: Pick<Service, 'state'>): Promise<readonly string[]> {
  const found = new Set<string>()
  let level = [dead]
  for (let deep = 0; deep < dependentsDeep && level.length > 0; deep++) {
    const names = new Set(level.flatMap(({ requiredBy = [] }) => requiredBy).filter((name) => /\.(service|socket|timer|path)$/.test(name) && name !== dead.name && !found.has(name)))
    const states = await Promise.all([...names].slice(0, dependentsMax - found.size).map((name) => service.state(name)))
    level = states.filter((state) => hasFallen(state, dead))
    for (const { name } of level) found.add(name)
  }
  return [...found]
}

function hasFallen(state: UnitState, dead: UnitState): boolean {
  return isAtRest(state) && state.activeLeftUs >= dead.activeLeftUs
}
