import { failure, failureTable, codeOfExit } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { readVersion } from '../release/version.ts'
import { runUnitJob } from '../systemd/jobs.ts'
import { readUnit } from '../systemd/units.ts'
import type { Report, Request, Shown } from '../upgrade/report.ts'
import { leaveWish, wishFor } from '../upgrade/request.ts'
import { busy } from './settle/busy.ts'
import { reportLeftBy } from './settle/last-report.ts'
import { theScope } from './scope.ts'
import { showStatus } from './show-status.ts'
import { theBus } from './service.ts'

/** Asks systemd to start the upgrade's unit, shows its status line, and answers with the report it leaves. Ending us does not end it. */
export async function startAndFollow(app: string, request: Request, show: (shown: Shown) => void): Promise<Report> {
  const instance = instanceFor(app, request)
  const unit = `app-upgrade@${instance}.service`
  await refuseBusy(app, unit)
  const wish = wishFor(theScope().places(app).requests, instance)
  await leaveWish(machine.disk, wish, { instance, atMs: machine.clock.nowMs(), request })
  const stop = new AbortController()
  const shown = showStatus(unit, show, stop.signal)
  try {
    const end = await runUnitJob(theBus(), 'StartUnit', unit, new AbortController().signal)
    const { mainStatus: status } = await readUnit(theBus(), unit)
    stop.abort()
    // A unit that has ended may be forgotten already: what it was called is known from having watched it.
    const report = await reportLeftBy(app, await shown)
    if (report === null) return withoutReport(app, { unit, end, status })
    // Nobody took it: our job was merged into one that was there already, and what that run did is not what we asked for.
    if (report.outcome !== 'failed' && (await machine.disk.look(wish)) !== null) throw await busy(app, unit)
    return report
  } finally {
    stop.abort()
    await machine.disk.remove(wish)
  }
}

/** systemd would merge our start into the run that is under way: a rollback would be answered with the report of an upgrade (failures.md f01, f05). */
async function refuseBusy(app: string, unit: string): Promise<void> {
  const { activeState } = await readUnit(theBus(), unit)
  if (activeState !== 'inactive' && activeState !== 'failed') throw await busy(app, unit)
}

/** The version stands in the unit's name, for `systemctl list-units`; one that cannot (`+build`) travels in the wish alone. */
function instanceFor(app: string, { version, way }: Request): string {
  const plain = version !== null && way === 'on' && readVersion(version) !== null && !version.includes('+')
  return plain ? `${app}@${version}` : app
}

/** The unit died before it could say anything: its exit code is all there is. */
function withoutReport(app: string, { unit, end, status }: { readonly unit: string; readonly end: string; readonly status: number }): never {
  const code = codeOfExit(status)
  const message = code === null ? `unit '${unit}' left no report; its job ended with '${end}', its process with status ${status}` : failureTable[code].says
  throw failure(code ?? 'UNAVAILABLE', message, { next: `read '${theScope().journalctl} -u ${unit}', then 'app-upgrade status ${app}'` })
}
