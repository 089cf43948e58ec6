import { keptFile } from '../drivers/layouts/where.ts'
import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import type { Skip } from '../policy/may-take.ts'
import { floorOf, keptBefore, type KeptRelease } from '../upgrade/records.ts'
import type { Report } from '../upgrade/report.ts'
import { transact, type Admitted, type AdmittedFile, type RunPorts } from '../upgrade/run.ts'
import { addWord } from '../upgrade/skips.ts'
import type { App } from './app.ts'
import type { LiveState } from './live.ts'
import type { Run } from './run-ports.ts'
import { skipsOn } from './skips-on.ts'

/** By hand, to the release that ran before; the one that was left is not taken again by itself. */
export async function goBack({ app, request }: Run, state: LiveState, ports: RunPorts): Promise<Report> {
  const admitted = await admitKept(app, state)
  if (request.force === 'no') refuseSkipped(app, admitted, await skipsOn(app, state.records))
  const report = await transact(ports, { live: state.live, admitted }, request, new AbortController().signal)
  if (report.outcome !== 'upgraded' || state.live === null) return report
  const because = request.reason ?? `it was rolled back by ${request.actor}`
  await addWord(machine.disk, app.places.words, { version: state.live.version, says: 'skip', because, atMs: machine.clock.nowMs() })
  const floor = floorOf(state.records)
  return { ...report, notes: [...report.notes, `${state.live.version} is skipped from now on`, ...(floor === null ? [] : [`no release older than ${floor} is taken by itself`])] }
}

/** Back once more leads to the version that was just left, which somebody thought ill (formats.md 3.7: wattcloud went there). */
function refuseSkipped({ name }: App, { version, sha256 }: Admitted, skips: readonly Skip[]): void {
  const skip = skips.find((one) => one.version === version && (one.sha256 === null || one.sha256 === sha256))
  if (skip !== undefined) throw failure('REFUSED', `${version}, which ran before, is skipped: ${skip.because}`, { next: `'app-upgrade rollback ${name} --force' returns to it all the same; 'app-upgrade history ${name}' shows what else ran` })
}

/** The release that ran before, ready to be planned again: its bytes are compared with what was recorded when it was left. */
async function admitKept(app: App, { live, records }: LiveState): Promise<Admitted> {
  const kept = live === null ? null : keptBefore(records, live)
  if (kept === null) throw failure('REFUSED', `no release of '${app.name}' is recorded that ran before the live one`, { next: `'app-upgrade history ${app.name}' shows what is recorded; 'upgrade --to … --force' takes any signed version` })
  const files: AdmittedFile[] = []
  for (const file of kept.files) files.push(await intact(app, kept, file))
  return { ...kept, files }
}

async function intact(app: App, kept: KeptRelease, file: KeptRelease['files'][number]): Promise<AdmittedFile> {
  const path = keptFile(app.settings.layout, kept.directory, file)
  const sha256 = await machine.disk.sha256(path)
  if (sha256 === file.sha256) return { name: file.name, path, sha256, mode: file.mode }
  const what = sha256 === null ? 'is gone' : 'is not what it was when it was left'
  throw failure('REFUSED', `the kept version ${kept.version} cannot be returned to: '${path}' ${what}`, { next: `'app-upgrade upgrade --to ${kept.version} --force' fetches it again` })
}
