import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { machine as thisMachine } from '../../../../src/host/machine.ts'
import { readRecords } from '../../../../src/upgrade/memory/records.ts'
import type { TransactionState } from '../../../../src/upgrade/journal/fold.ts'
import type { Machine } from '../../bed/machine.ts'
import { aGate, type Gate, type Held } from './a-gate.ts'
import { type App, homeOf, journalsOf, publicPathOf, unitOf } from './an-app.ts'
import { answers, leftovers, property, treeOf } from './look.ts'

/** A run that is to die at the `point`-th time that its main process opens its journal: before and after each entry is made durable. */
export interface Doomed { readonly app: App; readonly point: number }
/** What its journal said at that moment, for the expectations and for whoever reads a failure. */
export interface Struck { readonly app: App; readonly point: number; readonly pid: number; readonly entries: readonly string[] }

/** A gate can only be set at a directory that is there: as the first run would have made it. */
export function journalsInAdvance(machine: Machine, app: App): string {
  const directory = join(machine.root, journalsOf(app))
  mkdirSync(dirname(directory), { recursive: true })
  if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 })
  return directory
}

/** Stops each doomed run at its point and hands it over; everybody else passes. Resolves `all` when every one of them was struck. */
export async function strike(machine: Machine, doomed: readonly Doomed[], deal: (struck: Struck, held: Held) => void): Promise<{ readonly gate: Gate; readonly struck: ReadonlyMap<string, Struck> }> {
  const directories = new Map(doomed.map((one) => [one.app.name, join(machine.root, journalsOf(one.app))]))
  for (const { app } of doomed) journalsInAdvance(machine, app)
  const opens = new Map<string, { readonly pid: number; count: number }>()
  const struck = new Map<string, Struck>()
  const gate = await aGate([...directories.values()], (held) => {
    const name = basename(dirname(dirname(held.path)))
    const one = doomed.find((candidate) => candidate.app.name === name)
    // The first to open it is the run itself; who comes later is there to settle, and is not to be disturbed.
    const seen = opens.get(name) ?? { pid: held.pid, count: 0 }
    opens.set(name, seen)
    if (one === undefined || seen.pid !== held.pid || ++seen.count !== one.point) return held.letGo()
    const now: Struck = { ...one, pid: held.pid, entries: entriesIn(directories.get(name) ?? '') }
    struck.set(name, now)
    deal(now, held)
  })
  return { gate, struck }
}

function entriesIn(directory: string): readonly string[] {
  return readdirSync(directory).flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').filter((line) => line !== '').map(shortEntry))
}

/** `began swap` */
function shortEntry(line: string): string {
  const { body } = JSON.parse(line) as { readonly body: { readonly entry: string; readonly step?: string; readonly about?: string } }
  return [body.entry, body.step ?? body.about].filter((word) => word !== undefined).join(' ')
}

/** The newest entry of a journal, by its path inside; `nothing` when there is none yet. */
export function newestEntry(machine: Machine, path: string): string {
  return readFileSync(join(machine.root, path), 'utf8').split('\n').filter((line) => line !== '').map(shortEntry).at(-1) ?? 'nothing'
}

/** `point 17, after 'began swap'` */
export const siteOf = ({ point, entries }: Struck): string => `point ${point}, after '${entries.at(-1) ?? 'nothing'}'`

/** What the journal of the one transaction says now; null when it never began. Read from outside, by the product's own fold. */
export async function stateOf(machine: Machine, app: App): Promise<TransactionState | null> {
  const records = await readRecords(thisMachine.disk, join(machine.root, journalsOf(app)))
  assert.ok(records.length <= 1, `${records.length} transactions`)
  const [record] = records
  if (record === undefined) return null
  assert.ok(record.state !== null, 'the journal is damaged')
  return record.state
}

/** I1, I3 and the truth of the account: what runs, what lies at every public path, and what the journal says are one version. */
export async function assertWhole(machine: Machine, app: App, expected: string, site: string): Promise<void> {
  assert.equal(await answers(machine, app), expected, `${site}: what runs`)
  for (const file of app.files) assert.match(await machine.readFile(publicPathOf(app, file)), new RegExp(`'(acme )?${RegExp.escape(expected)}'`), `${site}: what lies at ${publicPathOf(app, file)}`)
  const state = await stateOf(machine, app)
  if (state !== null) {
    assert.ok(state.closed !== null, `${site}: the journal is open`)
    assert.equal(state.closed.running, expected, `${site}: what the journal says`)
    assert.notEqual(state.closed.outcome, 'stuck', site)
  }
  assert.equal(await property(machine, unitOf(app), 'ActiveState'), 'active', site)
  assert.deepEqual(leftovers(machine, app), [], `${site}: left behind`)
}

/** Everything that a recovery could change. */
export function everythingOf(machine: Machine, app: App): readonly string[] {
  const places = [...app.files.flatMap((file) => [publicPathOf(app, file), `${publicPathOf(app, file)}.prev`, `${publicPathOf(app, file)}.kept`]), homeOf(app), `/var/lib/app-upgrade/${app.name}`]
  return places.flatMap((path) => treeOf(machine, path))
}
