import { machine } from '../../host/machine.ts'
import { readLastRun } from '../../upgrade/memory/last-run.ts'
import type { Fruitless } from '../../upgrade/report.ts'
import type { App } from '../app.ts'

/** A server that has not answered for weeks, or a gate that says no, is the reason why a host has not moved, and no journal knows of it. */
export async function fruitless({ places }: Pick<App, 'places'>): Promise<Fruitless | null> {
  const run = await readLastRun(machine.disk, places)
  if (run === null || run.transaction !== null || run.event === 'nothing' || run.event === 'planned') return null
  return { atMs: run.atMs, event: run.event, because: run.because, next: run.next ?? null }
}
