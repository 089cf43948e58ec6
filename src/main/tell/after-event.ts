import { finalEventFields } from '../../cli/final-event-ids.ts'
import { nameOf } from '../../cli/words/told.ts'
import { machine } from '../../host/machine.ts'
import { leaveLastRun } from '../../upgrade/memory/last-run.ts'
import type { Report } from '../../upgrade/report.ts'
import { theScope } from '../scope.ts'
import { remakeExports } from './exports.ts'
import { quietly } from './quietly.ts'
import { spoolEvent } from './spool-event.ts'

/** Once a final event has been written: others are told of it. Never throws. */
export async function afterEvent(app: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const event = nameOf(fields)
  if (event === null) return
  await quietly(async () => {
    const { downtimeMs = null } = JSON.parse(fields['APP_UPGRADE_REPORT'] ?? '{}') as Partial<Report>
    const transaction = fields[finalEventFields.transaction] ?? null
    // Everybody may read it. What a daemon said, which only journals hold, may not be everybody's.
    const because = transaction === null ? (fields[finalEventFields.reason] ?? null) : null
    await leaveLastRun(machine.disk, theScope().places(app), { atMs: machine.clock.nowMs(), event, transaction, downtimeMs, because })
  })
  await quietly(() => spoolEvent(app, fields))
  await quietly(() => remakeExports(app))
}
