import { finalEventIds, otherEventIds } from '../../src/cli/final-event-ids.ts'
import { bold, type Edition, roff, wrapped } from './roff.ts'

/** app-upgrade@.service(8): prose by hand, with what must not be copied by hand filled in. */
export function unitPage(prose: string, { date, version }: Edition): string {
  const rows = (ids: Readonly<Record<string, string>>): string => Object.entries(ids).map(([event, id]) => `${id}  ${bold(event)}`).join('\n')
  const filled = prose.replaceAll('@DATE@', date).replaceAll('@VERSION@', roff(version)).replaceAll('@EVENTS@', rows(finalEventIds)).replaceAll('@OTHERS@', rows(otherEventIds)).replaceAll('@STUCK@', finalEventIds.stuck)
  const left = /@[A-Z]{2,}@/.exec(filled)
  if (left !== null) throw new Error(`the page has a placeholder that nobody fills in: ${left[0]}`)
  return filled.split('\n').map((line) => (/^[.']/.test(line) || line.length < 80 ? line : wrapped(line))).join('\n')
}
