import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { ensureDirectory, replaceFile } from '../../upgrade/durable.ts'
import type { Places } from '../../upgrade/places.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'

const owedBytesMax = 16 * 1024

/** Durable, because a host that dies with the lock of its group would keep all the others from it. Holds names of secrets, and none itself. */
export async function oweFleet(places: Places, settings: DriverSettings): Promise<void> {
  await ensureDirectory(machine.disk, places.state, 0o755)
  await replaceFile(machine.disk, places.owedToFleet, Buffer.from(`${JSON.stringify(settings)}\n`), 0o644)
}

/** May be repeated. */
export async function paidFleet({ owedToFleet }: Places): Promise<void> {
  await machine.disk.remove(owedToFleet)
}

/** At whose server a lock is still to be let go of; null: nothing is owed. A damaged note is owed to nobody that we could find. */
export async function owedToFleet({ owedToFleet: path }: Places): Promise<DriverSettings | null> {
  try {
    const settings: unknown = JSON.parse(Buffer.from(await machine.disk.read(path, owedBytesMax) ?? []).toString('utf8'))
    return typeof settings === 'object' && settings !== null && 'kind' in settings && typeof settings.kind === 'string' ? { ...settings, kind: settings.kind } : null
  } catch (thrown) {
    if (thrown instanceof SyntaxError || isFailure(thrown)) return null
    throw thrown
  }
}
