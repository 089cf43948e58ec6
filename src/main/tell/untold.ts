import { otherEventIds } from '../../cli/final-event-ids.ts'
import { safe } from '../../cli/words/safe.ts'
import { writeEvent } from '../../systemd/final-event.ts'

/** Says in the system journal that somebody was not told of an outcome, and will not be. */
export async function sayUntold(app: string, what: string, because: string): Promise<void> {
  await writeEvent({
    SYSLOG_IDENTIFIER: 'app-upgrade', MESSAGE: safe(`${app}: ${what}: ${because}`, 1000), MESSAGE_ID: otherEventIds.untold, PRIORITY: '4', APP_UPGRADE_APP: app, APP_UPGRADE_REASON: safe(because, 1000),
  })
}
