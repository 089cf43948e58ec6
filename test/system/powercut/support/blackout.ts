import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import type { Machine } from '../../bed/machine.ts'
import type { App } from '../../upgrade/support/an-app.ts'
import type { Cut } from './a-cut.ts'
import { forgetToSync } from './forget-to-sync.ts'
import { journalNames, linesOf, shortEntry } from './journals-on-disk.ts'
import { stopAt } from './stop-at.ts'
import { within } from './within.ts'

/** `forgetful`: the upgrade's own syncs do nothing. */
export interface Doomed { readonly app: App; readonly to: string; readonly cut: Cut; readonly program: 'as it is' | 'forgetful' }

/** What is known about a cut when the machine is up again. */
export interface Aftermath {
  readonly cuts: number
  /** The newest entry that the journal showed right before; null: there was none yet. */
  readonly latest: string | null
  /** Entries that had been synced, and are not there any more. */
  readonly lost: readonly string[]
  /** Null where the instant was too close to the point of no return to tell. */
  readonly mustBe: 'old' | 'new' | null
}

/** Starts the upgrade, cuts the power at the chosen moment, and switches on again; the boot has ended when this returns. */
export async function blackout(machine: Machine, doomed: Doomed): Promise<Aftermath> {
  const { app, cut } = doomed
  const [name, written] = await cutDuring(machine, doomed)
  const durable = cut.delayMs === 0 && cut.point % 2 === 1 ? written : written.slice(0, -1)
  const left = name === null ? [] : linesOf(machine, app, name)
  const lost = durable.filter((line, index) => left[index] !== line).map(shortEntry)
  const again = await switchOn(machine, doomed, name)
  const isConfirmed = (lines: readonly string[]): boolean => lines.map(shortEntry).includes('confirmed')
  return {
    cuts: 1 + again,
    latest: written.map(shortEntry).at(-1) ?? null,
    lost,
    mustBe: isConfirmed(durable) ? 'new' : cut.delayMs === 0 && !isConfirmed(written) ? 'old' : null,
  }
}

/** The journal's name and its lines, as they were in the last moment. */
async function cutDuring(machine: Machine, { app, to, cut, program }: Doomed): Promise<readonly [string | null, readonly string[]]> {
  const before = new Set(journalNames(machine, app))
  const isNew = (name: string): boolean => !before.has(name)
  const { gate, reached } = await stopAt(machine, { app, point: cut.point, counts: isNew, ...(program === 'forgetful' ? { first: ({ pid }) => forgetToSync(pid) } : {}) })
  try {
    await machine.must(['systemctl', 'start', '--no-block', `app-upgrade@${app.name}@v${to}.service`])
    const held = cut.point === 0 ? null : await within(600, reached).catch(async (cause: unknown) => { throw new Error(await told(machine, app, to), { cause }) })
    if (cut.delayMs > 0) {
      held?.letGo()
      await setTimeout(cut.delayMs)
    }
    const name = journalNames(machine, app).find(isNew) ?? null
    const written = name === null ? [] : linesOf(machine, app, name)
    if (cut.bystander === 'syncs') syncSomethingElse(machine)
    await machine.cut(gate.remove)
    return [name, written]
  } finally {
    await gate.remove()
  }
}

/** Why it did not come so far. */
async function told(machine: Machine, app: App, to: string): Promise<string> {
  const lines = await machine.journal('-u', `app-upgrade*@${app.name}@v${to}.service`)
  return `the upgrade did not come to its point:\n${lines.map((line) => line['MESSAGE']).join('\n')}`
}

function syncSomethingElse(machine: Machine): void {
  const file = openSync(join(machine.root, '/var/tmp/bystander'), 'a')
  writeSync(file, 'something else\n')
  fsyncSync(file)
  closeSync(file)
}

/** Returns how often the power was cut again on the way up. */
async function switchOn(machine: Machine, { app, cut }: Doomed, name: string | null): Promise<number> {
  const again = cut.againAt !== null && name !== null && await diesAgain(machine, app, { name, at: cut.againAt }) === 'yes' ? 1 : 0
  if (cut.againAt === null || name === null || again === 1) await machine.powerOn()
  await machine.booted()
  return again
}

/** `no`: recovery had less to do than that; the machine is on. */
async function diesAgain(machine: Machine, app: App, { name, at }: { readonly name: string; readonly at: number }): Promise<'yes' | 'no'> {
  const { gate, reached } = await stopAt(machine, { app, point: at, counts: (opened) => opened === name })
  try {
    await machine.powerOn()
    const booted = machine.booted()
    if (await Promise.race([reached.then(() => 'reached' as const), booted]) !== 'reached') return 'no'
    await machine.cut(gate.remove)
    await booted
    return 'yes'
  } finally {
    await gate.remove()
  }
}
