import { type FinalEvent, finalEventFields, finalEventIds } from '../final-event-ids.ts'
import type { Report } from '../../upgrade/report.ts'
import { safe } from './safe.ts'

/** What is not in the final event itself. */
export interface Occurrence { readonly id: string; readonly atMs: number; readonly host: string; readonly by: string | null; readonly way: 'on' | 'back' }

/**
 * What others are told, as JSON. Version 1: a key may be added, never changed or taken away; what a receiver does not know it leaves alone. Nothing is in it
 * that a public channel may not hold: not the daemon's lines, no settings, no address with a token.
 */
export interface ToldMessage {
  readonly version: 1
  readonly id: string
  readonly at: string
  readonly host: string
  readonly app: string
  readonly event: FinalEvent
  readonly message_id: string
  readonly priority: number
  readonly way: 'on' | 'back'
  readonly from: string | null
  readonly to: string | null
  readonly running: string | null
  readonly downtime_seconds: number | null
  readonly transaction: string | null
  readonly digest: string | null
  readonly code: string | null
  readonly reason: string | null
  readonly next: string | null
  readonly by: string | null
  readonly text: string
}

/** Every key, for the manual, in its order. */
export const toldKeys = {
  version: 'of this schema: 1. Keys may be added to it; none is changed or taken away',
  id: 'the same whenever this message is sent again: what was taken, but not heard to be taken, comes twice',
  at: 'when the run ended, in UTC',
  host: 'name of the host',
  app: 'name of the app',
  event: 'how the run ended: one of the final events of app-upgrade@.service(8)',
  message_id: 'its MESSAGE_ID in the system journal',
  priority: 'as in syslog(3): 6 for what went well, 4 for what was refused or failed, 3 for what was rolled back, 2 for what wakes somebody',
  way: 'on for an upgrade; back when somebody, or a late crash, returned to the version before',
  from: 'the version before, or null',
  to: 'the version that was wanted, or null when none was chosen',
  running: 'the version that is live now, or null when it is not known',
  downtime_seconds: 'how long the daemon did not run, or null',
  transaction: 'name of the transaction, or null when none began',
  digest: 'SHA-256 of the release, or null',
  code: 'name of the failure as in the table of exit codes, or null',
  reason: "why, on one line, or null; it may quote the daemon's own last words",
  next: 'what a person does next, or null',
  by: 'who or what began it, or null when no transaction recorded it',
  text: 'all of it in a sentence, as in the system journal',
} as const satisfies Readonly<Record<keyof ToldMessage, string>>

/** The message of a final event; null for one that names no app, and for what is no final event. */
export function toldOf(event: Readonly<Record<string, string>>, { id, atMs, host, by, way }: Occurrence): ToldMessage | null {
  const [name, app, report] = [nameOf(event), event[finalEventFields.app], reportIn(event)]
  if (name === null || app === undefined) return null
  const field = (key: string): string | null => event[key] ?? null
  return {
    version: 1,
    id,
    at: new Date(atMs).toISOString(),
    host: safe(host, 255),
    app,
    event: name,
    message_id: finalEventIds[name],
    priority: Number(event['PRIORITY'] ?? '6'),
    way,
    from: field(finalEventFields.from),
    to: field(finalEventFields.to),
    running: report.running ?? null,
    downtime_seconds: typeof report.downtimeMs === 'number' ? report.downtimeMs / 1000 : null,
    transaction: field(finalEventFields.transaction),
    digest: field(finalEventFields.digest),
    code: field('APP_UPGRADE_CODE'),
    reason: field(finalEventFields.reason),
    next: report.trouble?.next === undefined || report.trouble.next === null ? null : safe(report.trouble.next),
    by: by === null ? null : safe(by),
    text: event['MESSAGE'] ?? '',
  }
}

/** Which final event this is; null for any other. */
export function nameOf(event: Readonly<Record<string, string>>): FinalEvent | null {
  const [found] = Object.entries(finalEventIds).find(([, id]) => id === event['MESSAGE_ID']) ?? []
  return (found as FinalEvent | undefined) ?? null
}

/** As it lies in the event: whole, or poorer, and never anything else. */
function reportIn(event: Readonly<Record<string, string>>): Partial<Report> {
  return JSON.parse(event['APP_UPGRADE_REPORT'] ?? '{}') as Partial<Report>
}
