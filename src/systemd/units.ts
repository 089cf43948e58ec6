import { stat } from 'node:fs/promises'
import { hrtime } from 'node:process'
import { failure } from '../errors.ts'
import { isNamed } from './bus-failure.ts'
import type { Bus } from './bus.ts'
import type { CallOptions } from './connection.ts'
import { leftoversOf } from './leftovers.ts'
import { managerInterface, managerPath, propertiesInterface } from './names.ts'
import { propertiesIn, startExtendedIn, unitStateOf, type Properties, type UnitState } from './unit-state.ts'

/** The unit's object path; the unit is loaded, if it is not. REFUSED when this is no unit's name. */
export async function unitPath(bus: Bus, name: string, options?: CallOptions): Promise<string> {
  try {
    const [path] = await bus.ask({ path: managerPath, interface: managerInterface, member: 'LoadUnit', signature: 's', body: [name] }, options)
    if (typeof path === 'string') return path
  } catch (thrown) {
    if (isNamed(thrown, 'InvalidArgs', 'NoSuchUnit', 'LoadFailed')) throw failure('REFUSED', `there is no unit '${name}'`, { cause: thrown })
    throw thrown
  }
  throw failure('PROTOCOL', `the service manager's answer about unit '${name}' is not a path`)
}

/** One consistent look: all interfaces in one call. A unit without a file is told as such (`loadState` not-found), not thrown. */
export async function readProperties(bus: Bus, name: string, options?: CallOptions): Promise<Properties> {
  const path = await unitPath(bus, name, options)
  const [all] = await bus.ask({ path, interface: propertiesInterface, member: 'GetAll', signature: 's', body: [''] }, options)
  return propertiesIn(all, `unit '${name}'`)
}

export async function readUnit(bus: Bus, name: string, options?: CallOptions): Promise<UnitState> {
  return (await complete(bus, name, await readProperties(bus, name, options), options)).state
}

/** Adds what systemd does not tell: which file the main process executes, and who is left of an earlier run (failures.md g14 to g17). */
export async function complete(bus: Bus, name: string, properties: Properties, options?: CallOptions): Promise<Complete> {
  const state = await whoeverStopped(bus, { ...unitStateOf(name, properties, null), ...startExtendedIn(properties, Number(hrtime.bigint() / 1000n)) }, options)
  if (state.mainPid === 0) return { state, elders: false }
  const run = { unit: name, beganUs: Number(properties['InactiveExitTimestampMonotonic'] ?? 0), mainPid: state.mainPid, mainStartedUs: state.mainStartedUs }
  const [executable, leftovers] = await Promise.all([executableOf(state.mainPid), leftoversOf(bus, run, options)])
  const elders = leftovers.others || leftovers.same.length > 0
  return { state: { ...state, executable, ...(leftovers.same.length === 0 ? {} : { leftovers: leftovers.same }) }, elders }
}

/** `elders`: some process of an earlier run is still there, whatever it runs. */
export interface Complete { readonly state: UnitState; readonly elders: boolean }

/** A machine that goes down stops everything: nobody meant this unit (failures.md f16). */
async function whoeverStopped(bus: Bus, { stopAsked, ...state }: UnitState, options?: CallOptions): Promise<UnitState> {
  if (stopAsked === undefined) return state
  const [word] = await bus.ask({ path: managerPath, interface: propertiesInterface, member: 'Get', signature: 'ss', body: [managerInterface, 'SystemState'] }, options)
  return word === 'stopping' ? state : { ...state, stopAsked }
}

/** Another user's process may be hidden from us, and any process may be gone by now. */
async function executableOf(pid: number): Promise<string | null> {
  try {
    // stat(2) follows the kernel's link to the inode itself, also when its name was removed or replaced.
    const { dev, ino } = await stat(`/proc/${pid}/exe`, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return null
  }
}
