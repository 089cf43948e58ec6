import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import type { Skip } from '../../policy/standing.ts'
import { floorOf } from '../../upgrade/memory/records.ts'
import { emptyReport, type Report, type Request } from '../../upgrade/report.ts'
import { transact, type Admitted, type RunPorts } from '../../upgrade/run.ts'
import { migratedSince, type MigratedBy } from '../../upgrade/memory/ran-here.ts'
import { shellText } from '../../upgrade/shell-text.ts'
import { addWord } from '../../upgrade/memory/skips.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import type { Run } from '../run-ports.ts'
import { skipsOn } from '../wishes/skips-on.ts'
import { chooseWay, isBelowMinimum } from './way-back.ts'

/** By hand, to the release that ran before or to another one that did; the one that is left is not taken again by itself. */
export async function goBack({ app, request }: Run, state: LiveState, ports: RunPorts): Promise<Report> {
  const already = liveAlready(app, request, state)
  if (already !== null) return already
  const admitted = await chooseWay(app, state, request.version)
  const skip = skipFor(admitted, await skipsOn(app, state.records))
  const migrated = migratedSince(state.records, admitted.version)
  if (request.force === 'no') refuseUnsound(app, request, { admitted, skip })
  refuseMigrated(app, request, { admitted, migrated })
  const report = await transact(ports, { live: state.live, admitted }, request, new AbortController().signal)
  if (report.outcome !== 'upgraded') return report
  const unsure = migrated === null ? [] : [`${migrated.version} had migrated the data of '${app.name}': nobody knows whether ${admitted.version} understands what it finds`]
  return { ...report, notes: [...report.notes, ...unsure, ...await remembered(app, request, { state, admitted, skip })] }
}

/** Somebody else was quicker, or the upgrade that was to be left had been rolled back by itself (failures.md f05 to f07). */
function liveAlready({ name }: App, { version }: Request, { live }: LiveState): Report | null {
  if (version === null || live === null || live.version !== version.replace(/^v/, '')) return null
  return { ...emptyReport(name, 'nothing'), from: live.version, to: live.version, running: live.version, notes: [`${live.version} is live already`] }
}

interface Chosen { readonly admitted: Admitted; readonly skip: Skip | null }

function skipFor({ version, sha256 }: Admitted, skips: readonly Skip[]): Skip | null {
  return skips.find((one) => one.version === version && (one.sha256 === null || one.sha256 === sha256)) ?? null
}

/** Back once more leads to the version that was just left, which somebody thought ill (formats.md 3.7: wattcloud went there). */
function refuseUnsound(app: App, request: Request, { admitted: { version }, skip }: Chosen): void {
  const forced = `'app-upgrade rollback ${app.name}${request.version === null ? '' : ` --to ${version}`} --force' returns to it all the same`
  if (skip !== null) throw failure('REFUSED', `${version}, which ran before, is skipped: ${skip.because}`, { next: `${forced}; 'app-upgrade list ${app.name}' shows which releases are still here, for 'rollback --to'` })
  if (request.version !== null && isBelowMinimum(app, version)) throw failure('REFUSED', `${version} is older than minimum_version, ${app.settings.release.minimumVersion ?? ''}`, { next: forced })
}

interface Migrated { readonly admitted: Admitted; readonly migrated: MigratedBy | null }

/**
 * An old version is never silently started on data that a newer one migrated (failures.md g31), and never by itself: out of a probation nobody has put
 * them back. To put a snapshot back here would cost whatever was written since; only a person can weigh that.
 */
function refuseMigrated(app: App, request: Request, { admitted: { version }, migrated }: Migrated): void {
  if (migrated === null || (request.force === 'yes' && request.occasion !== 'probation')) return
  const stop = `stop ${app.settings.units.map(({ name }) => name).join(' ')}`
  const restore = migrated.data.undo === 'snapshot' ? `put its snapshot back (${shellText(migrated.data.restore)}), which takes what was written since` : 'put back what you have of its data'
  const next = `if ${version} can read them, or once they are put back, 'app-upgrade rollback ${app.name} --to ${version} --force' goes back; for that ${stop}, and ${restore}`
  throw failure('REFUSED', `${migrated.version} migrated the data of '${app.name}', and ${version} may not understand them any more`, { next })
}

/** What people and timers shall know from now on, and what the report says of it. */
async function remembered({ places }: App, { actor, reason, occasion }: Request, { state: { live, records }, admitted, skip }: Chosen & { readonly state: LiveState }): Promise<readonly string[]> {
  const [floor, atMs] = [floorOf(records), machine.clock.nowMs()]
  const notes: string[] = []
  // Out of a probation its journal says so already, and by its digest.
  if (live !== null && live.version !== admitted.version && occasion !== 'probation') {
    await addWord(machine.disk, places.words, { version: live.version, says: 'skip', because: reason ?? `it was rolled back by ${actor}`, atMs })
    notes.push(`${live.version} is skipped from now on`)
  }
  if (skip !== null) {
    await addWord(machine.disk, places.words, { version: admitted.version, says: 'unskip', because: `it was returned to by ${actor}`, atMs })
    notes.push(`${admitted.version} is skipped no more`)
  }
  return [...notes, ...(floor === null ? [] : [`no release older than ${floor} is taken by itself`])]
}
