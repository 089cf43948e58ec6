import { nameOf } from '../../cli/words/told.ts'
import { machine } from '../../host/machine.ts'
import { leaveLastRun } from '../../upgrade/last-run.ts'
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
    await leaveLastRun(machine.disk, theScope().places(app), { atMs: machine.clock.nowMs(), event, transaction: fields['APP_UPGRADE_TRANSACTION'] ?? null, downtimeMs })
  })
  await quietly(() => spoolEvent(app, fields))
  await quietly(() => remakeExports(app))
}
