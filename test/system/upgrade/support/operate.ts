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
  if (ran.code !== 0) await fallenBack(machine, instance)
  return { systemctl: ran.code, said: ran.stdout + ran.stderr, exit, result }
}

/** OnFailure= of a failed run holds the lock for a moment, in which whoever starts again at once is told that somebody is at work: waits for its end. */
export async function fallenBack(machine: Machine, instance: string): Promise<void> {
  await machine.exec(['systemctl', 'start', `app-upgrade-fallback@${instance}.service`])
}

/** The verb, as typed by root. */
export async function type(machine: Machine, ...words: readonly string[]): Promise<{ readonly exit: number | null; readonly out: string; readonly err: string }> {
  const ran = await machine.exec(['app-upgrade', ...words])
  return { exit: ran.code, out: ran.stdout, err: ran.stderr }
}
