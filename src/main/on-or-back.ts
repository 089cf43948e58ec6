import type { Wanted } from '../upgrade/ports.ts'
import type { Report } from '../upgrade/report.ts'
import { run } from '../upgrade/run.ts'
import { askVersion } from './ask-version.ts'
import { goBack } from './back/go-back.ts'
import { liveState, type LiveState } from './live.ts'
import { refusal } from './refusal.ts'
import { tidied } from './back/retention.ts'
import { runPorts, type Run } from './run-ports.ts'
import { hasSystemd } from './service.ts'

/** One run in the direction that was asked for, to its report. The caller holds the lock, and nothing of an earlier run is open. */
export async function onOrBack(one: Run, wanted: Wanted): Promise<Report> {
  const state = await liveState(one.app, () => askVersion(one.app))
  return tidied(one.app, state, await ended(one, wanted, state))
}

async function ended(one: Run, wanted: Wanted, state: LiveState): Promise<Report> {
  const signal = new AbortController().signal
  try {
    const ports = await runPorts(one, state, wanted)
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
