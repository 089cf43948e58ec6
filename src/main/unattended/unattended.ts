import { isFailure } from '../../errors.ts'
import type { Occasion } from '../../policy/standing.ts'
import type { Circumstances } from '../../policy/unattended.ts'
import type { Report, Request } from '../../upgrade/report.ts'
import { plainRequest } from '../../upgrade/request.ts'
import type { UnattendedReport } from '../../upgrade/unattended-report.ts'
import { openApp } from '../app.ts'
import { startAndFollow } from '../follow.ts'
import { over, whatFollows } from './once-more.ts'
import { refusal } from '../refusal.ts'
import { switchedOff } from './schedule.ts'
import { nextWindow } from './window-of-its-own.ts'

/** What a unit of ours begins by itself. */
export type Unattended = Extract<Occasion, 'timer' | 'pin-file'>

const actors = { timer: 'timer', 'pin-file': 'pin file' } as const satisfies Record<Unattended, string>

/** `auto -- %i`: one run that nobody asked for now, and what comes after it. */
export async function runUnattended(app: string, occasion: Unattended): Promise<UnattendedReport> {
  const rules = await rulesOf(app)
  const off = await switchedOff(app, rules)
  if (off !== null) return { app, off, report: null, ...await over(app) }
  const report = await ended(app, { ...plainRequest, occasion, actor: actors[occasion] })
  const after = await whatFollows(app, report)
  return { app, off: null, report, ...after, ...(after.end === 'over' ? await nextWindow(app, rules, after) : {}) }
}

/** Settings that cannot be read are the run's to tell, with its final event; the files that switch it off count all the same. */
async function rulesOf(app: string): Promise<Circumstances['rules']> {
  try {
    return (await openApp(app)).settings.policy
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { auto: 'upgrade', hold: null, windows: [], late: 'wait' }
  }
}

/** A run that could not even be started has ended, too. */
async function ended(app: string, request: Request): Promise<Report> {
  try {
    return await startAndFollow(app, request, () => {})
  } catch (thrown) {
    return refusal(app, null, thrown)
  }
}
