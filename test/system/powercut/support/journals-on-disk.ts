import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { machine as thisMachine } from '../../../../src/host/machine.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { readRecords, type TransactionRecord } from '../../../../src/upgrade/memory/records.ts'
import type { Machine } from '../../bed/machine.ts'
import { type App, journalsOf } from '../../upgrade/support/an-app.ts'

const directoryOf = (machine: Machine, app: App): string => join(machine.root, journalsOf(app))

/** The files' names, oldest first. */
export function journalNames(machine: Machine, app: App): readonly string[] {
  const directory = directoryOf(machine, app)
  return existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.jsonl')).toSorted() : []
}

/** The whole lines of one journal as they are now; none when it is not there. */
export function linesOf(machine: Machine, app: App, name: string): readonly string[] {
  const path = join(directoryOf(machine, app), name)
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'latin1')
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').slice(0, -1)
}

/** `began swap`, `confirmed`, … */
export function shortEntry(line: string): string {
  const { body } = JSON.parse(line) as { readonly body: { readonly entry: string; readonly step?: string; readonly about?: string } }
  return [body.entry, body.step ?? body.about].filter((word) => word !== undefined).join(' ')
}

/** What the product's own fold says about each of them. */
export async function recordsOf(machine: Machine, app: App): Promise<readonly TransactionRecord[]> {
  return await readRecords(thisMachine.disk, directoryOf(machine, app))
}

export function recordOf(records: readonly TransactionRecord[], version: Plan['to']['version']): TransactionRecord | undefined {
  return records.find(({ state }) => state?.plan.to.version === version)
}
