import { finalEventFields } from '../../cli/final-event-ids.ts'
import { eventMessageCharactersMax } from '../../cli/words/limits.ts'
import { safe } from '../../cli/words/safe.ts'
import { nameOf } from '../../cli/words/told.ts'
import { machine } from '../../host/machine.ts'
import { leaveLastRun, type LastRun } from '../../upgrade/memory/last-run.ts'
import type { Report } from '../../upgrade/report.ts'
import { theScope } from '../scope.ts'
import { remakeExports } from './exports.ts'
import { quietly } from './quietly.ts'
import { spoolEvent } from './spool-event.ts'

/** Once a final event has been written: others are told of it. Never throws. */
export async function afterEvent(app: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const event = nameOf(fields)
  if (event === null) return
  await quietly(() => leaveLastRun(machine.disk, theScope().places(app), lastRunOf(event, fields, machine.clock.nowMs())))
  await quietly(() => spoolEvent(app, fields))
  await quietly(() => remakeExports(app))
}

/** Everybody may read it. What a daemon said, which only journals hold, may not be everybody's. */
export function lastRunOf(event: LastRun['event'], fields: Readonly<Record<string, string>>, atMs: number): LastRun {
  const { downtimeMs = null, trouble = null } = JSON.parse(fields['APP_UPGRADE_REPORT'] ?? '{}') as Partial<Report>
  const transaction = fields[finalEventFields.transaction] ?? null
  const [because, next] = transaction === null ? [fields[finalEventFields.reason] ?? null, trouble?.next ?? null] : [null, null]
  return { atMs, event, transaction, downtimeMs, because, ...(next === null ? {} : { next: safe(next, eventMessageCharactersMax) }) }
}
