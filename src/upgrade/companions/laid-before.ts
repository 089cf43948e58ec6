import { becameLive } from '../memory/ran-here.ts'
import type { TransactionRecord } from '../memory/records.ts'
import type { Plan, PlannedCompanion } from '../plan.ts'

/** What a path held at some moment, as the journals know it; `sha256` null: nothing. */
export interface LaidBefore { readonly name: string; readonly path: string; readonly sha256: string | null; readonly mode: number }

/** A release by its name and its bytes: a tag that was moved makes two of one name. */
interface Ran { readonly version: string; readonly files: readonly { readonly name: string; readonly sha256: string }[] }

/** What was laid down last at each path, by the newest upgrade or rollback that changed it. */
export function laidLast(records: readonly TransactionRecord[]): ReadonlyMap<string, LaidBefore> {
  const last = new Map<string, LaidBefore>()
  for (const { companions = [] } of committed(records)) for (const one of companions) last.set(one.path, laidBefore(one, one.newSha256))
  return last
}

/**
 * What lay, when this release ran, at each path that was changed since: what the first change after it found there. Paths that nothing changed since are not
 * among them. Empty for a release that was never left.
 */
export function lainThen(records: readonly TransactionRecord[], release: Ran): ReadonlyMap<string, LaidBefore> {
  const plans = committed(records)
  const left = plans.findLastIndex((plan) => isFrom(plan, release))
  const then = new Map<string, LaidBefore>()
  if (left < 0) return then
  for (const { companions = [] } of plans.slice(left)) for (const one of companions) if (!then.has(one.path)) then.set(one.path, laidBefore(one, one.keptSha256))
  return then
}

/** Units that ran until an upgrade since then took their files away. */
export function stoppedSince(records: readonly TransactionRecord[], release: Ran): readonly string[] {
  const plans = committed(records)
  const left = plans.findLastIndex((plan) => isFrom(plan, release))
  return left < 0 ? [] : [...new Set(plans.slice(left).flatMap(({ units }) => units.filter(({ then }) => then === 'stop').map(({ name }) => name)))]
}

/** Directories of releases, the newest first: what was laid down once may still lie in one of them. */
export function releaseDirectories(records: readonly TransactionRecord[]): readonly string[] {
  return [...new Set(committed(records).toReversed().flatMap(({ to, from }) => [to.directory, ...(from === null ? [] : [from.directory])]))]
}

/** What was only tried was put back; what nobody called good, and had to stay, lies there (decision 0039). */
function committed(records: readonly TransactionRecord[]): readonly Plan[] {
  return records.flatMap(({ state }) => (state !== null && (state.confirmed === 'yes' || becameLive(state)) ? [state.plan] : []))
}

function laidBefore({ name, path, mode }: PlannedCompanion, sha256: string | null): LaidBefore {
  return { name, path, mode, sha256 }
}

function isFrom({ from, files }: Plan, release: Ran): boolean {
  return from?.version === release.version && release.files.every(({ name, sha256 }) => files.every((file) => file.name !== name || file.keptSha256 === sha256))
}
