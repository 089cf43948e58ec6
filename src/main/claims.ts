import type { Claim, ClaimTools } from '../drivers/gates/claims.ts'
import { readFragments } from '../config/fragments.ts'
import { mergeFragments } from '../config/inputs.ts'
import type { KeyPath } from '../config/mistake.ts'
import { machine } from '../host/machine.ts'
import { laidLast } from '../upgrade/companions/laid-before.ts'
import { readRecords, type TransactionRecord } from '../upgrade/memory/records.ts'
import type { App } from './app.ts'
import { otherApps, placesNamed } from './back/shared-places.ts'

export function claimTools(app: App): ClaimTools {
  return {
    own: async () => namedBy(app),
    others: async () => (await Promise.all((await otherApps(app)).map(async (other) => [...namedBy(other), ...laidBy(other, await readRecords(machine.disk, other.places.journals))]))).flat(),
  }
}

function namedBy(app: App): readonly Claim[] {
  return placesNamed(app).map(({ path, key }) => ({ app: app.name, path, by: () => lineOf(app, key) }))
}

async function lineOf({ settings, places }: App, key: KeyPath): Promise<string> {
  const { file, line } = await mergeFragments(await readFragments(machine.disk, settings.files, places.owner)).place(key)
  return line === null ? file : `${file}:${line}`
}

/** Whatever its upgrades laid down last, and what one that is under way is about to. */
function laidBy({ name: app }: App, records: readonly TransactionRecord[]): readonly Claim[] {
  const by = async (): Promise<string> => 'one of its releases brought it'
  const coming = records.flatMap(({ state }) => (state === null || state.closed !== null ? [] : state.plan.companions ?? []))
  const there = [...laidLast(records)].filter(([, { sha256 }]) => sha256 !== null).map(([path]) => path)
  return [...new Set([...there, ...coming.flatMap(({ path, newSha256 }) => (newSha256 === null ? [] : [path]))])].map((path) => ({ app, path, by }))
}
