import { createInterface } from 'node:readline'

import type { Machine } from '../../bed/machine.ts'
import { type App, offersOf } from './an-app.ts'
import { type Host, put } from './an-operators-host.ts'
import { property } from './look.ts'
import { fallbacksEnd } from './operate.ts'

/** A run that a timer would begin now, and how its unit ended. */
export interface Began { readonly exit: number; readonly result: string; readonly said: string }

/** What the timer does when its time has come. */
export async function begin(machine: Machine, app: App, unit: 'auto' | 'again' | 'pin' = 'auto'): Promise<Began> {
  const name = `app-upgrade-${unit}@${app.name}.service`
  const [cursor = ''] = (await machine.journal('-n', '1')).map((line) => String(line['__CURSOR']))
  await machine.exec(['systemctl', 'start', name])
  const [exit, result] = [Number(await property(machine, name, 'ExecMainStatus')), await property(machine, name, 'Result')]
  if (exit !== 0) await fallbacksEnd(machine, app.name)
  const said = (await machine.journal(`--after-cursor=${cursor}`, '-u', name)).map((line) => String(line['MESSAGE'])).join('\n')
  return { exit, result, said }
}

/** Waits for a line of the system journal that this match finds, from now on or already there. */
export async function untilJournal(machine: Machine, ...matches: readonly string[]): Promise<string> {
  // Its end is of its own: a signal of ours would only reach the program that carries it into the machine.
  const child = machine.start(['timeout', '300', 'journalctl', '--follow', '--lines=all', '--output=cat', '--quiet', ...matches])
  if (child.stdout === null) throw new Error('journalctl has no output')
  try {
    for await (const line of createInterface({ input: child.stdout })) return line
    throw new Error(`nothing came within 300 s: ${matches.join(' ')}`)
  } finally {
    child.stdout.destroy()
    child.stderr?.destroy()
    child.unref()
  }
}

/** `HH:MM-HH:MM` of that day in UTC, so many minutes from now. */
export function windowAround(fromMinutes: number, toMinutes: number): string {
  const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16)
  return `${at(fromMinutes)}-${at(toMinutes)} UTC`
}

/** Lines of a drop-in beside the one that `enable` writes: calendar times that a test can wait for. */
export async function rush(host: Host, app: App, ...lines: readonly string[]): Promise<void> {
  put(host, `/etc/systemd/system/app-upgrade-auto@${app.name}.timer.d/99-test.conf`, `[Timer]\n${lines.join('\n')}\n`)
  await host.machine.must(['systemctl', 'daemon-reload'])
}

/** The publisher's directory goes, and comes back. */
export async function awayWhile(machine: Machine, app: App, act: () => Promise<void>): Promise<void> {
  await machine.must(['mv', offersOf(app), `${offersOf(app)}.away`])
  try {
    await act()
  } finally {
    await machine.must(['mv', `${offersOf(app)}.away`, offersOf(app)])
  }
}

/** `list-timers`, one line each. */
export async function timersOf(machine: Machine, app: App): Promise<readonly string[]> {
  const text = await machine.must(['systemctl', 'list-timers', '--all', '--no-legend', '--full'])
  return text.split('\n').filter((line) => line.includes(`@${app.name}.`))
}
