import type { ManagedUnit, Settings } from '../../config/settings.ts'
import { isFileOf } from '../../formats/unit-path.ts'
import type { PlannedCompanion } from '../../upgrade/plan.ts'
import type { Service } from '../../upgrade/ports.ts'
import { hasSystemd, serviceFor } from '../service.ts'

type Units = Pick<Settings, 'units' | 'companions'>
/** `absent`: named in the settings, and not to be found before or after. */
export interface UnitsInRelease { readonly units: readonly ManagedUnit[]; readonly absent: readonly string[] }

/** On this machine; without systemd nobody can say. */
export async function unitsHere(settings: Units, planned: readonly PlannedCompanion[]): Promise<UnitsInRelease> {
  return (await hasSystemd()) === 'no' ? { units: settings.units, absent: [] } : unitsInRelease(settings, planned, await serviceFor('now'))
}

/**
 * The units that there are to restart or to stop. One whose file travels with releases, and which neither this one nor the one before has, is no mistake in
 * the settings: it is named there for the releases that have it.
 */
export async function unitsInRelease({ units, companions }: Units, planned: readonly PlannedCompanion[], service: Pick<Service, 'state'>): Promise<UnitsInRelease> {
  const absent: string[] = []
  for (const { name } of units) {
    const moves = planned.some(({ path }) => isFileOf(path, name))
    if (!moves && mayTravel(companions, name) && (await service.state(name)).loadState === 'not-found') absent.push(name)
  }
  return { units: units.filter(({ name }) => !absent.includes(name)), absent }
}

/** Whether a release may bring the file of this unit: some `[[file]]` leads to where it would lie. */
export function mayTravel(companions: Units['companions'], unit: string): boolean {
  return companions.some(({ to }) => isFileOf(to.endsWith('/') ? `${to}${unit}` : to, unit))
}
