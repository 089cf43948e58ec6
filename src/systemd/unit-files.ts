import { posix } from 'node:path'
import { failure, isFailure } from '../errors.ts'
import { isNamed } from './bus-failure.ts'
import type { Bus } from './bus.ts'
import type { Call } from './connection.ts'
import { managerInterface, managerPath } from './names.ts'

/** What `systemctl enable` and its kin ask of the manager (org.freedesktop.systemd1(5)). None of them makes it read anything again: see `reload.ts`. */

/** Makes the links that `[Install]` asks for. Links that are there already are left as they are. REFUSED for a unit without a file, or a masked one. */
export async function enableUnitFiles(bus: Bus, units: readonly string[]): Promise<void> {
  // Neither for this boot only, nor over a link that leads somewhere else.
  await changed(bus, { member: 'EnableUnitFiles', signature: 'asbb', body: [units, false, false] }, units)
}

/** Removes them. Units that were not enabled, or have no file any more, are fine. */
export async function disableUnitFiles(bus: Bus, units: readonly string[]): Promise<void> {
  await changed(bus, { member: 'DisableUnitFiles', signature: 'asb', body: [units, false] }, units)
}

/** `enabled`, `disabled`, `masked` …; null: there is no such file. */
export async function unitFileState(bus: Bus, unit: string): Promise<string | null> {
  try {
    const [state] = await bus.ask(toManager({ member: 'GetUnitFileState', signature: 's', body: [unit] }))
    return typeof state === 'string' ? state : null
  } catch (thrown) {
    if (isMissing(thrown)) return null
    throw thrown
  }
}

/** All unit files of a kind (`.service`), by their names: templates too. In no order; an alias is a name of its own. */
export async function unitFileNames(bus: Bus, kind: string): Promise<readonly string[]> {
  const [files] = await bus.ask(toManager({ member: 'ListUnitFilesByPatterns', signature: 'asas', body: [[], [`*${kind}`]] }))
  return Array.isArray(files) ? files.flatMap((one: unknown) => (Array.isArray(one) && typeof one[0] === 'string' ? [posix.basename(one[0])] : [])) : []
}

/** Forgets when a persistent timer ran last, so that it does not make up for the time in which nobody wanted it. The timer must be stopped. */
export async function forgetLastRun(bus: Bus, timer: string): Promise<void> {
  try {
    await bus.call(toManager({ member: 'CleanUnit', signature: 'sas', body: [timer, ['state']] }))
  } catch (thrown) {
    if (!isNamed(thrown, 'NoSuchUnit', 'NothingToClean', 'UnitBusy', 'LoadFailed', 'NotSupported')) throw thrown
  }
}

async function changed(bus: Bus, call: Omit<Call, 'path' | 'interface'>, units: readonly string[]): Promise<void> {
  try {
    await bus.call(toManager(call))
  } catch (thrown) {
    if (call.member === 'DisableUnitFiles' && isMissing(thrown)) return
    if (!isFailure(thrown) || thrown.code !== 'REFUSED') throw thrown
    throw failure('REFUSED', `${units.map((unit) => `'${unit}'`).join(', ')} cannot be ${call.member === 'EnableUnitFiles' ? 'enabled' : 'disabled'}`, { cause: thrown.cause ?? thrown, next: `Read 'systemctl status ${units[0] ?? ''}'.` })
  }
}

/** systemd says it with an error number that has a name of its own on the bus. */
function isMissing(thrown: unknown): boolean {
  return isNamed(thrown, 'NoSuchUnit', 'FileNotFound') || (isFailure(thrown) && thrown.cause instanceof Error && 'dbusName' in thrown.cause && thrown.cause.dbusName === 'System.Error.ENOENT')
}

function toManager(call: Omit<Call, 'path' | 'interface'>): Call {
  return { path: managerPath, interface: managerInterface, ...call }
}
