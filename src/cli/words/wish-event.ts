import type { Wish, WishReport } from '../../upgrade/wish-report.ts'
import { finalEventFields, otherEventIds } from '../final-event-ids.ts'
import { headline } from '../screens/wish.ts'
import { eventMessageCharactersMax } from './limits.ts'
import { safe } from './safe.ts'

/** For the system journal: the operator's file says what is wanted, and this, who wanted what when. Null when nothing has changed. */
export function wishEventOf(report: WishReport, wish: Wish, actor: string): Readonly<Record<string, string>> | null {
  if (report.changed === 'no') return null
  const reason = 'reason' in wish ? wish.reason : null
  const fields = {
    MESSAGE: `${report.app}: ${headline(report)}; by ${actor}${reason === null ? '' : `: ${reason}`}`,
    MESSAGE_ID: otherEventIds['wish-changed'],
    PRIORITY: '6',
    [finalEventFields.app]: report.app,
    APP_UPGRADE_WISH: report.what,
    APP_UPGRADE_ACTOR: actor,
    ...(reason === null ? {} : { [finalEventFields.reason]: reason }),
  }
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, safe(text, eventMessageCharactersMax)]))
}
