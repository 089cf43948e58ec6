import { isFailure } from '../errors.ts'
import type { Bus } from './bus.ts'
import { wantersMax } from './limits.ts'
import { queueUnit } from './queue-unit.ts'
import type { Properties } from './unit-state.ts'
import { readProperties } from './units.ts'

/**
 * Queues the start of a unit that the boot which is under way wants and has passed over: the manager chose what it starts before we could put its file back,
 * and a unit that had none then, or one that could not be read, was left out (systemd.unit(5), Wants=). Reading the files again changes no choice. Nothing
 * is queued for a unit that has its job already, that has run in this boot, or that nobody wants who is on his way up: a rescue.target starts no daemon. What
 * cannot be asked is left to the boot.
 */
export async function startInBoot(bus: Bus, unit: string): Promise<void> {
  try {
    const passedOver = await readProperties(bus, unit)
    if (!isAtRest(passedOver)) return
    for (const name of wantersOf(passedOver).slice(0, wantersMax)) if (isComing(await readProperties(bus, name))) return await queueUnit(bus, 'StartUnit', unit)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
  }
}

/** Since this boot: `InactiveExit` is when it was started first. */
function isAtRest(properties: Properties): boolean {
  return properties['LoadState'] === 'loaded' && properties['ActiveState'] === 'inactive' && !hasJob(properties) && Number(properties['InactiveExitTimestampMonotonic'] ?? 0) === 0
}

function wantersOf(properties: Properties): readonly string[] {
  return ['WantedBy', 'RequiredBy', 'UpheldBy'].flatMap((by) => { const names = properties[by]; return Array.isArray(names) ? names.map(String) : [] })
}

/** Up, or with a job: at boot that is its start. */
function isComing(properties: Properties): boolean {
  return properties['ActiveState'] === 'active' || hasJob(properties)
}

/** `(uo)`: 0 is none. */
function hasJob(properties: Properties): boolean {
  const job = properties['Job']
  return Array.isArray(job) && Number(job[0]) !== 0
}
