import { toldOf } from '../../cli/words/told.ts'
import { machine } from '../../host/machine.ts'
import { messageId } from '../../upgrade/spool.ts'
import { openApp } from '../app.ts'
import { hasSystemd } from '../service.ts'
import { beginningOf } from './beginning-of.ts'
import { listenersOf } from './listeners.ts'
import { putMessage } from './put-message.ts'
import { sayUntold } from './untold.ts'
import { wakeTeller } from './wake-teller.ts'

type Fields = Readonly<Record<string, string>>

/** Puts the message of this final event where the half with a network finds it, and wakes that half; only where somebody wants to be told. */
export async function spoolEvent(name: string, fields: Fields): Promise<void> {
  const app = await openApp(name)
  const listeners = listenersOf(app)
  if (listeners.length === 0 || (await hasSystemd()) === 'no') return
  const atMs = machine.clock.nowMs()
  const message = toldOf(fields, { id: messageId(atMs, machine.randomness.hex(4)), atMs, host: machine.facts.hostname(), ...await beginningOf(app.places, fields['APP_UPGRADE_TRANSACTION'] ?? null) })
  if (message === null || !listeners.some((one) => one.wants(message.event))) return
  try {
    await putMessage(app.places, message)
    await wakeTeller(name)
  } catch (thrown) {
    // Without its spool, or without the manager: nothing else is kept from happening by that.
    await sayUntold(name, `nobody was told of ${message.event}`, thrown instanceof Error ? thrown.message : String(thrown))
  }
}
