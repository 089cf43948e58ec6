import type { Wanted } from '../upgrade/ports.ts'
import type { Report, Request, Shown } from '../upgrade/report.ts'
import { run } from '../upgrade/run.ts'
import { openAppFor } from './app.ts'
import { askVersion } from './ask-version.ts'
import { goBack } from './go-back.ts'
import { liveState } from './live.ts'
import { locked } from './locked.ts'
import { newTransaction } from './planning.ts'
import { refusal } from './refusal.ts'
import { runPorts, type Run } from './run-ports.ts'
import { hasSystemd } from './service.ts'
import { settleOpen } from './transactions.ts'

type Tell = (shown: Shown) => void

export interface Asked { readonly instance: string; readonly name: string; readonly wanted: Wanted; readonly request: Request; readonly tell: Tell }

/** In this process: the unit's main process, or a machine without systemd. */
export async function runHere({ instance, name, wanted, request, tell }: Asked): Promise<Report> {
  const app = await openAppFor(name, request)
  const transaction = newTransaction()
  return locked(app.places, `transaction ${transaction}, process ${process.pid}, asked by ${request.actor}`, async () => {
    const settled = await settleOpen(name, app.places, 'now', tell)
    const stuck = settled.find((report) => report.outcome === 'stuck')
    if (stuck !== undefined) return stuck
    const report = await onOrBack({ app, instance, transaction, request, tell }, wanted)
    return { ...report, notes: [...report.notes, ...settled.map((one) => `transaction ${one.transaction ?? '?'} of an earlier run was settled first`)] }
  })
}

async function onOrBack(one: Run, wanted: Wanted): Promise<Report> {
  const state = await liveState(one.app, () => askVersion(one.app))
  const signal = new AbortController().signal
  try {
    const ports = await runPorts(one, state)
    return await withoutSystemd(one.request.way === 'on' ? await run(ports, wanted, one.request, signal) : await goBack(one, state, ports))
  } catch (thrown) {
    return refusal(one.app.name, state.live, thrown)
  }
}

/** A machine without systemd: the files are swapped, the rest is the operator's. Said plainly, and no failure (formats.md: JACO's soft skip). */
async function withoutSystemd(report: Report): Promise<Report> {
  if (report.outcome !== 'upgraded' || (await hasSystemd()) === 'yes') return report
  return { ...report, outcome: 'swapped', running: report.to, notes: [...report.notes, 'there is no systemd here: start the new version yourself, nothing was restarted and nothing was judged'] }
}
