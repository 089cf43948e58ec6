import { posix } from 'node:path'
import { jsonOf } from '../../cli/words/safe.ts'
import type { ToldMessage } from '../../cli/words/told.ts'
import { machine } from '../../host/machine.ts'
import { ensureDirectory } from '../../upgrade/durable.ts'
import type { Places } from '../../upgrade/places.ts'
import { spool } from '../../upgrade/spool.ts'
import { sayUntold } from './untold.ts'

/** Into the spool of its app, which is bounded: what had to go for it is said. */
export async function putMessage(places: Places, message: ToldMessage): Promise<void> {
  if (places.owner !== 0) await ensureDirectory(machine.disk, posix.dirname(places.spool), 0o700)
  const dropped = await spool(machine.disk, places.spool, { id: message.id, body: Buffer.from(jsonOf(message)) })
  if (dropped.length > 0) await sayUntold(message.app, `${dropped.length} outcome(s) were not told`, `too many wait already; the oldest gave way (${dropped.join(', ')})`)
}
