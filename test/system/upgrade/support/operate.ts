import type { Machine } from '../../bed/machine.ts'
import { property } from './look.ts'

/** How a unit's job and its main process ended, as an operator at a terminal sees it. */
export interface Started { readonly systemctl: number | null; readonly said: string; readonly exit: number; readonly result: string }

/** `systemctl start app-upgrade@INSTANCE`, which waits for the outcome. */
export async function start(machine: Machine, instance: string): Promise<Started> {
  const unit = `app-upgrade@${instance}.service`
  const ran = await machine.exec(['systemctl', 'start', unit])
  const exit = Number(await property(machine, unit, 'ExecMainStatus'))
  return { systemctl: ran.code, said: ran.stdout + ran.stderr, exit, result: await property(machine, unit, 'Result') }
}

/** The verb, as typed by root. */
export async function type(machine: Machine, ...words: readonly string[]): Promise<{ readonly exit: number | null; readonly out: string; readonly err: string }> {
  const ran = await machine.exec(['app-upgrade', ...words])
  return { exit: ran.code, out: ran.stdout, err: ran.stderr }
}
