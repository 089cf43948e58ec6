import { unitKind } from '../formats/unit-kind.ts'
import { isDropInOf, isFileOf } from '../formats/unit-path.ts'
import type { UnitState } from '../policy/reading.ts'
import { dependentsDeep, dependentsMax } from '../upgrade/limits.ts'
import type { DriverSettings, PlannedCompanion } from '../upgrade/plan.ts'
import type { DependentNow, UnitNow } from '../upgrade/planned-units.ts'
import type { Service } from '../upgrade/ports.ts'
import type { App } from './app.ts'
import { fallenWith } from './fallen.ts'
import { hasSystemd, serviceFor } from './service.ts'

/** What travels with the release. `returning`: units that ran until their files went, and come back now. */
export interface Moving { readonly planned: readonly PlannedCompanion[]; readonly returning: readonly string[] }

/** The app's units as they are now, and who hangs on them. None without systemd. */
export async function unitsNow(units: App['settings']['units'], { planned: companions, returning }: Moving, probes: readonly (DriverSettings & { readonly name: string })[]): Promise<{ readonly units: readonly UnitNow[]; readonly dependents: readonly DependentNow[] }> {
  if ((await hasSystemd()) === 'no') return { units: [], dependents: [] }
  const service = await serviceFor('now')
  // The units themselves are watched before whatever else is asked.
  const watching = probes.filter(({ kind }) => kind === 'unit').map(({ name }) => name)
  const states = await Promise.all(units.map(({ name }) => service.state(name)))
  const fallen = await fallenWith(states, service)
  const now = await Promise.all(units.map(async ({ name, restart, ready }, index): Promise<UnitNow> => {
    const state = states[index] ?? await service.state(name)
    return { name, restart, state, ...(fallen.some((one) => one.name === name) ? { fell: 'yes' as const } : {}), idle: await idleOf(state, service), ...(returning.includes(name) ? { file: 'returns' as const } : fileOf(name, companions)), ready: { steadyMs: ready.steadyMs, probes: [...new Set([...watching, ...ready.probes])] } }
  }))
  return { units: now, dependents: [...await dependentsOf(states, service), ...fallen.filter(({ name }) => !units.some((unit) => unit.name === name))] }
}

/** A socket that listens starts its service with the next connection. Timers and paths do not count: nobody waits for an answer from those. */
async function idleOf({ triggeredBy = [] }: UnitState, service: Pick<Service, 'state'>): Promise<'armed' | 'no'> {
  for (const name of triggeredBy) if (name.endsWith('.socket') && (await service.state(name)).activeState === 'active') return 'armed'
  return 'no'
}

/** Whose own file goes with this release, it is not to be asked for again: unless another comes that defines it, at another place or as its template. */
export function fileOf(unit: string, companions: readonly PlannedCompanion[]): Pick<UnitNow, 'file'> {
  const own = companions.filter(({ path }) => isFileOf(path, unit))
  if (own.length > 0 && own.every(({ newSha256 }) => newSha256 === null)) return { file: 'goes' }
  return companions.some(({ path }) => isFileOf(path, unit) || isDropInOf(path, unit)) ? { file: 'changes' } : {}
}

/**
 * Who runs now and stops when one of these does, and in turn who hangs on them; and the services that a socket has started. Only what can be started by
 * itself: a target that misses one of its units is no less of a target, and mounts are the machine's.
 */
export async function dependentsOf(units: readonly UnitState[], service: Pick<Service, 'state'>): Promise<readonly DependentNow[]> {
  const own = units.map(({ name }) => name)
  const found: DependentNow[] = []
  for (const unit of units) for (const name of await hangingOn(unit, own, service)) found.push({ name, of: unit.name })
  return found
}

async function hangingOn(unit: UnitState, own: readonly string[], service: Pick<Service, 'state'>): Promise<readonly string[]> {
  const found = new Set<string>()
  let level = [unit]
  for (let deep = 0; deep < dependentsDeep && level.length > 0; deep++) {
    const names = new Set(level.flatMap(neighboursOf).filter((name) => !own.includes(name) && !found.has(name)))
    const states = await Promise.all([...names].slice(0, dependentsMax - found.size).map((name) => service.state(name)))
    level = states.filter(({ activeState }) => activeState === 'active' || activeState === 'reloading')
    for (const { name } of level) found.add(name)
  }
  return [...found]
}

/** What a socket with Accept=yes has started is one connection each, which goes on without it, and ends when it likes. */
function neighboursOf({ name, accepts, requiredBy = [], triggers = [] }: UnitState): readonly string[] {
  return [...requiredBy, ...(unitKind(name) === 'socket' && accepts === undefined ? triggers : [])].filter((one) => /\.(service|socket|timer|path)$/.test(one))
}
