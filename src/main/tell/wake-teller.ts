import { queueUnit } from '../../systemd/queue-unit.ts'
import { theBus } from '../service.ts'

/**
 * A restart and not a start: while the unit waits for its next try it begins at once, and while it tells somebody it tells that to its end, and begins again.
 * A start would be merged into what is under way, and might come too late for its last look.
 */
export async function wakeTeller(app: string): Promise<void> {
  await queueUnit(theBus(), 'RestartUnit', `app-upgrade-tell@${app}.service`)
}
