import { failure, failureTable, codeOfExit } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { readVersion } from '../release/version.ts'
import { runUnitJob } from '../systemd/jobs.ts'
import { readUnit } from '../systemd/units.ts'
import type { Report, Request, Shown } from '../upgrade/report.ts'
import { whileWished, wishFor } from '../upgrade/request.ts'
import { busy } from './settle/busy.ts'
import { reportLeftBy } from './settle/last-report.ts'
import { theScope } from './scope.ts'
import { showStatus } from './show-status.ts'
import { theBus } from './service.ts'

/** Asks systemd to start the upgrade's unit, shows its status line, and answers with the report it leaves. Ending us does not end it. */
export async function startAndFollow(app: string, request: Request, show: (shown: Shown) => void): Promise<Report> {
  const instance = instanceFor(app, request)
  const unit = `app-upgrade@${instance}.service`
  const earlier = await refuseBusy(app, unit)
  const wish = { instance, atMs: machine.clock.nowMs(), request }
  return whileWished(machine.disk, wishFor(theScope().places(app).requests, instance), wish, async (isWaiting) => {
    const { end, status, invocations } = await follow(unit, show)
    // A run before ours has left its account, too: a later one that died before it could leave any is not answered with that.
    const report = await reportLeftBy(app, new Set([...invocations].filter((one) => one !== earlier)))
    if (report === null) return withoutReport(app, { unit, end, status })
    // Nobody took it: our job was merged into one that was there already, and what that run did is not what we asked for.
    if (report.outcome !== 'failed' && (await isWaiting())) throw await busy(app, unit)
    return report
  })
}

interface Followed { readonly end: string; readonly status: number; readonly invocations: ReadonlySet<string> }

/** Starts the unit, and shows what it says of itself until its job has ended. */
async function follow(unit: string, show: (shown: Shown) => void): Promise<Followed> {
  const [stop, looking] = [new AbortController(), Promise.withResolvers<void>()]
  const shown = showStatus(unit, show, stop.signal, looking.resolve)
  try {
    // A unit that has ended may be forgotten already: what it was called is known from having watched it, from before it began.
    await looking.promise
    const end = await runUnitJob(theBus(), 'StartUnit', unit, new AbortController().signal)
    const { mainStatus: status, invocationId } = await readUnit(theBus(), unit)
    stop.abort()
    return { end, status, invocations: (await shown).union(new Set([invocationId])) }
  } finally {
    stop.abort()
  }
}

/** systemd would merge our start into the run that is under way: a rollback would be answered with the report of an upgrade (failures.md f01, f05). Answers the invocation that was the last until now. */
async function refuseBusy(app: string, unit: string): Promise<string> {
  const { activeState, invocationId } = await readUnit(theBus(), unit)
  if (activeState !== 'inactive' && activeState !== 'failed') throw await busy(app, unit)
  return invocationId
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
