import { mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import type { Machine } from '../../bed/machine.ts'
import { aGate, type Gate, type Held } from '../../upgrade/support/a-gate.ts'
import { type App, journalsOf } from '../../upgrade/support/an-app.ts'

export interface Stop {
  readonly gate: Gate
  /** Resolves when the process stands there. */
  readonly reached: Promise<Held>
}
export interface Where {
  readonly app: App
  readonly point: number
  /** Whose openings count: the first process that opens a journal of which this is true. */
  readonly counts: (name: string) => boolean
  /** What is done to that process before it goes on from its first opening. */
  readonly first?: (held: Held) => Promise<void>
}

/** Lets everybody pass, but the process that opens one journal for the `point`-th time. */
export async function stopAt(machine: Machine, { app, point, counts, first = async () => {} }: Where): Promise<Stop> {
  const directory = join(machine.root, journalsOf(app))
  // As the program makes them: others must be able to walk through the upper one, and not into this.
  mkdirSync(dirname(directory), { recursive: true, mode: 0o755 })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const there = Promise.withResolvers<Held>()
  let [runner, openings] = [0, 0]
  const gate = await aGate([directory], (held) => {
    if (!counts(basename(held.path))) return held.letGo()
    if (runner === 0) runner = held.pid
    if (held.pid !== runner) return held.letGo()
    openings += 1
    if (openings === point) return there.resolve(held)
    if (openings > 1) return held.letGo()
    first(held).then(held.letGo, there.reject)
  })
  return { gate, reached: there.promise }
}
