import { failureTable, isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { noTries, tryAgain, type Next, type RunEnd } from '../../policy/try-again.ts'
import { systemdService } from '../../systemd/service.ts'
import { startOnce, stopOnce } from '../../systemd/transient-timer.ts'
import type { Report } from '../../upgrade/report.ts'
import { leaveTries, readTries } from '../../upgrade/memory/tries.ts'
import type { UnattendedReport } from '../../upgrade/unattended-report.ts'
import { isWanted } from './is-wanted.ts'
import { theScope } from '../scope.ts'
import { theBus } from '../service.ts'
import { againTimerOf } from './unattended-units.ts'

type After = Pick<UnattendedReport, 'end' | 'againMs' | 'notes'>

/** What comes after an unattended run: nothing, or a timer for the next try. */
export async function whatFollows(app: string, report: Report): Promise<After> {
  const next = tryAgain(endOf(report), await readTries(machine.disk, theScope().places(app)), machine.clock.nowMs())
  if (next.kind === 'again') return onceMore(app, next)
  return { ...await over(app), end: next.kind === 'give-up' ? 'given-up' : 'over' }
}

function endOf({ outcome, trouble, again }: Report): RunEnd {
  if (outcome !== 'failed' || trouble === null) return { kind: trouble === null ? 'well' : 'ill' }
  if (again !== undefined) return { kind: 'busy', again }
  return { kind: failureTable[trouble.code].retry === 'yes' ? 'temporary' : 'ill' }
}

/** Nothing waits any more, and the next trouble is met as if it were the first. */
export async function over(app: string): Promise<After> {
  const trouble = [await noted(app, noTries), await troubleOf(() => stopOnce(theBus(), againTimerOf(app)))]
  return { end: 'over', againMs: null, notes: trouble.flat() }
}

/** A timer, and no process that sleeps. */
async function onceMore(app: string, { afterMs, delayMs, tries }: Extract<Next, { kind: 'again' }>): Promise<After> {
  const notes = await noted(app, tries)
  const timer = { name: againTimerOf(app), description: `Next try of the unattended upgrade of ${app}`, afterMs, delayMs }
  try {
    if (!(await isWanted(app))) return { end: 'again', againMs: null, notes }
    await startOnce(theBus(), timer)
    await unfailed(app)
    return { end: 'again', againMs: afterMs, notes }
  } catch (thrown) {
    return { end: 'again', againMs: null, notes: [...notes, messageOf(thrown)] }
  }
}

/** What is tried again by itself is nobody's concern yet: `systemctl --failed` shows what needs a person. */
async function unfailed(app: string): Promise<void> {
  const service = systemdService(theBus())
  for (const unit of [`app-upgrade@${app}.service`, `app-upgrade-acquire@${app}.service`]) await service.resetFailed(unit)
}

async function noted(app: string, tries: Parameters<typeof leaveTries>[2]): Promise<readonly string[]> {
  return troubleOf(() => leaveTries(machine.disk, theScope().places(app), tries))
}

/** What is only remembered, or only for later, must not change how a run has ended. */
async function troubleOf(act: () => Promise<void>): Promise<readonly string[]> {
  try {
    await act()
    return []
  } catch (thrown) {
    return [messageOf(thrown)]
  }
}

function messageOf(thrown: unknown): string {
  if (isFailure(thrown)) return thrown.message
  throw thrown
}
