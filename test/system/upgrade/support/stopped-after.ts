import type { Machine } from '../../bed/machine.ts'
import { aGate, type Held } from './a-gate.ts'
import type { App } from './an-app.ts'
import { journalsInAdvance, newestEntry } from './crash-site.ts'
import { start, type Started } from './operate.ts'

/** A run that stands still; `letGo` lets it go on to its end. `pid` is the host's. */
export interface Stopped<T = Started> { readonly ended: Promise<T>; readonly pid: number; readonly letGo: () => Promise<void> }

/** Starts an upgrade (or what is to be done instead, which begins one) and stops it where its journal's newest entry is this one, until `letGo`. */
export async function stoppedAfter(machine: Machine, app: App, entry: string, what?: string): Promise<Stopped>
export async function stoppedAfter<T extends object>(machine: Machine, app: App, entry: string, what: () => Promise<T>): Promise<Stopped<T>>
export async function stoppedAfter(machine: Machine, app: App, entry: string, what: string | (() => Promise<object>) = 'v1.1.0'): Promise<Stopped<object>> {
  const directory = journalsInAdvance(machine, app)
  const there = Promise.withResolvers<Held>()
  let found: Held | null = null
  const gate = await aGate([directory], (held) => {
    if (found !== null || newestEntry(machine, held.path) !== entry) return held.letGo()
    found = held
    there.resolve(held)
  })
  const ended = typeof what === 'string' ? start(machine, `${app.name}@${what}`) : what()
  const first = await Promise.race([there.promise, ended])
  if ('pid' in first && 'letGo' in first) return { ended, pid: first.pid, letGo: async () => await gate.remove() }
  await gate.remove()
  throw new Error(`it ended before '${entry}': ${JSON.stringify(first)}`)
}
