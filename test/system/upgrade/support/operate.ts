import type { Machine } from '../../bed/machine.ts'
import { property } from './look.ts'

/** How a unit's job and its main process ended, as an operator at a terminal sees it. */
export interface Started { readonly systemctl: number | null; readonly said: string; readonly exit: number; readonly result: string }

/** `systemctl start app-upgrade@INSTANCE`, which waits for the outcome. */
export async function start(machine: Machine, instance: string): Promise<Started> {
  const unit = `app-upgrade@${instance}.service`
  const ran = await machine.exec(['systemctl', 'start', unit])
  const exit = Number(await property(machine, unit, 'ExecMainStatus'))
  const result = await property(machine, unit, 'Result')
  if (ran.code !== 0) await underWayEnd(machine, (fallback) => fallback === `app-upgrade-fallback@${instance}.service`)
  return { systemctl: ran.code, said: ran.stdout + ran.stderr, exit, result }
}

/** The fallback unit has run, and has ended: once more than OnFailure= wants it, if it was done already. */
export async function fallenBack(machine: Machine, instance: string): Promise<void> {
  await machine.exec(['systemctl', 'start', `app-upgrade-fallback@${instance}.service`])
}

/** Those of an app, where nobody knows which instance it was. */
export async function fallbacksEnd(machine: Machine, app: string): Promise<void> {
  const ofApp = new RegExp(`@${RegExp.escape(app)}[@.]`)
  await underWayEnd(machine, (unit) => ofApp.test(unit))
}

/**
 * OnFailure= of a failed run holds the lock for a moment, in which whoever starts again at once is told that somebody is at work: waits for the end of those
 * that are meant. It is queued in the moment in which a run fails, so one that is no job any more has ended.
 */
async function underWayEnd(machine: Machine, isMeant: (unit: string) => boolean): Promise<void> {
  const jobs = await machine.exec(['systemctl', 'list-jobs', '--full', '--no-legend', 'app-upgrade-fallback@*'])
  const units = jobs.stdout.split('\n').map((line) => line.trim().split(/\s+/)[1] ?? '').filter((unit) => unit.startsWith('app-upgrade-fallback@') && isMeant(unit))
  if (units.length > 0) await machine.exec(['systemctl', 'start', ...units])
}

/** The verb, as typed by root. One that failed may have had a unit of ours fail: whoever asks again at once would meet what follows that. */
export async function type(machine: Machine, ...words: readonly string[]): Promise<{ readonly exit: number | null; readonly out: string; readonly err: string }> {
  const ran = await machine.exec(['app-upgrade', ...words])
  if (ran.code !== 0) await fallbacksEnd(machine, words[1] ?? '')
  return { exit: ran.code, out: ran.stdout, err: ran.stderr }
}
