import { posix } from 'node:path'
import { type Occurrence, toldOf, type ToldMessage } from '../../cli/words/told.ts'
import { jsonOf } from '../../cli/words/safe.ts'
import { machine } from '../../host/machine.ts'
import { queueUnit } from '../../systemd/queue-unit.ts'
import { ensureDirectory } from '../../upgrade/durable.ts'
import { fold } from '../../upgrade/fold.ts'
import { journalPath, readJournal } from '../../upgrade/journal.ts'
import type { Places } from '../../upgrade/places.ts'
import { messageId, spool } from '../../upgrade/spool.ts'
import { openApp } from '../app.ts'
import { hasSystemd, theBus } from '../service.ts'
import { listenersOf } from './listeners.ts'
import { sayUntold } from './untold.ts'

type Fields = Readonly<Record<string, string>>

/** Puts the message of this final event where the half with a network finds it, and wakes that half; only where somebody wants to be told. */
export async function spoolEvent(name: string, fields: Fields): Promise<void> {
  const app = await openApp(name)
  const listeners = listenersOf(app)
  if (listeners.length === 0 || (await hasSystemd()) === 'no') return
  const atMs = machine.clock.nowMs()
  const message = toldOf(fields, { id: messageId(atMs, machine.randomness.hex(4)), atMs, host: machine.facts.hostname(), ...await beginningOf(app.places, fields['APP_UPGRADE_TRANSACTION'] ?? null) })
  if (message === null || !listeners.some(({ wants }) => wants(message.event))) return
  await put(app.places, message)
  await wakeTeller(name)
}

/**
 * A restart and not a start: while the unit waits for its next try it begins at once, and while it tells somebody it tells that to its end, and begins again.
 * A start would be merged into what is under way, and might come too late for its last look.
 */
export async function wakeTeller(app: string): Promise<void> {
  await queueUnit(theBus(), 'RestartUnit', `app-upgrade-tell@${app}.service`)
}

async function put(places: Places, message: ToldMessage): Promise<void> {
  if (places.owner !== 0) await ensureDirectory(machine.disk, posix.dirname(places.spool), 0o700)
  const dropped = await spool(machine.disk, places.spool, { id: message.id, body: Buffer.from(jsonOf(message)) })
  if (dropped.length > 0) await sayUntold(message.app, `${dropped.length} outcome(s) were not told`, `too many wait already; the oldest gave way (${dropped.join(', ')})`)
}

/** Who began the transaction, and in which direction, by its journal. */
async function beginningOf({ journals }: Places, transaction: string | null): Promise<Pick<Occurrence, 'by' | 'way'>> {
  try {
    const text = transaction === null ? null : await readJournal(machine.disk, journalPath(journals, transaction))
    if (text === null) return { by: null, way: 'on' }
    const { actor, way = 'on' } = fold(text.entries).plan
    return { by: actor, way }
  } catch {
    // Damaged: the message says so already.
    return { by: null, way: 'on' }
  }
}
