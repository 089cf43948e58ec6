import { failure } from '../../errors.ts'
import type { Skip } from '../../policy/standing.ts'
import { emptyReport, type Report, type Request } from '../../upgrade/report.ts'
import { transact, type Admitted, type RunPorts } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import type { Run } from '../run-ports.ts'
import { skipsOn } from '../wishes/skips-on.ts'
import { migratedBetween } from './migrated.ts'
import { remembered } from './remembered.ts'
import { chooseWay, isBelowMinimum } from './way-back.ts'

/** By hand, to the release that ran before or to another one that did; the one that is left is not taken again by itself. */
export async function goBack({ app, request }: Run, state: LiveState, ports: RunPorts): Promise<Report> {
  const already = liveAlready(app, request, state)
  if (already !== null) return already
  const admitted = await chooseWay(app, state, request.version)
  const skip = skipFor(admitted, await skipsOn(app, state.records))
  if (request.force === 'no') refuseUnsound(app, request, { admitted, skip })
  const unsure = migratedBetween(app, request, { records: state.records, version: admitted.version })
  const report = await transact(ports, { live: state.live, admitted }, request, new AbortController().signal)
  if (report.outcome !== 'upgraded') return report
  return { ...report, notes: [...report.notes, ...unsure, ...await remembered(app, request, { state, admitted, skip })] }
}

/** Somebody else was quicker, or the upgrade that was to be left had been rolled back by itself (failures.md f05 to f07). */
function liveAlready({ name }: App, { version }: Request, { live }: LiveState): Report | null {
  if (version === null || live === null || live.version !== version.replace(/^v/, '')) return null
  return { ...emptyReport(name, 'nothing'), from: live.version, to: live.version, running: live.version, notes: [`${live.version} is live already`] }
}

export interface Chosen { readonly admitted: Admitted; readonly skip: Skip | null }

function skipFor({ version, sha256 }: Admitted, skips: readonly Skip[]): Skip | null {
  return skips.find((one) => one.version === version && (one.sha256 === null || one.sha256 === sha256)) ?? null
}

/** Back once more leads to the version that was just left, which somebody thought ill (formats.md 3.7: wattcloud went there). */
function refuseUnsound(app: App, request: Request, { admitted: { version }, skip }: Chosen): void {
  const forced = `'app-upgrade rollback ${app.name}${request.version === null ? '' : ` --to ${version}`} --force' returns to it all the same`
  if (skip !== null) throw failure('REFUSED', `${version}, which ran before, is skipped: ${skip.because}`, { next: `${forced}; 'app-upgrade list ${app.name}' shows which releases are still here, for 'rollback --to'` })
  if (request.version !== null && isBelowMinimum(app, version)) throw failure('REFUSED', `${version} is older than minimum_version, ${app.settings.release.minimumVersion ?? ''}`, { next: forced })
}
