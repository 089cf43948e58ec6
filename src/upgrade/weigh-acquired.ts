import { choose } from '../policy/choose.ts'
import { decide, type Decision, nothingToTake } from '../policy/decide.ts'
import type { Choice, Standing } from '../policy/standing.ts'
import type { Listing } from '../release/listing.ts'
import { readVersion } from '../release/version.ts'
import type { Request } from './report.ts'
import type { Acquired } from './run.ts'

/** This host, and what it remembers of the source. */
export interface Weighing { readonly standing: Standing; readonly listing: Listing }
/** `remarks`: what a reader of the report wants to know besides, one sentence each. */
export interface Verdict { readonly decision: Decision; readonly remarks: readonly string[] }
type No = Exclude<Decision, { kind: 'take' }>

/** What was asked for by its name, and may not be taken by what is known already, is not even fetched. Null: go on. */
export function beforeFetching({ standing, listing }: Weighing): No | null {
  if (standing.asked === null) return null
  const choice = choose(listing, standing)
  return choice.ranked.includes(standing.asked) ? null : nothingToTake(choice, standing)
}

/**
 * May what was acquired become the live one? Decided by the half that applies, by its own clock and memory, over the bytes that lie there: whoever broke the half
 * that acquires can put nothing in place that this host would not have taken by itself.
 */
export function weigh(acquired: Acquired | null, { standing, listing }: Weighing, request: Pick<Request, 'url' | 'bundle'>): Verdict {
  if (acquired === null) return { decision: nothingThere(choose(listing, standing), standing), remarks: [] }
  const named = request.url !== null || request.bundle !== null ? { ...standing, asked: readVersion(acquired.version) } : standing
  const choice = choose(listing, named)
  const decision = decide(acquired, listing, named)
  return { decision: decision.kind === 'nothing' ? unlessWrong(acquired, { choice, decision }, named) : decision, remarks: passedOver(choice, acquired) }
}

function nothingThere(choice: Choice, standing: Standing): No {
  const [best] = choice.ranked
  if (best === undefined || standing.occasion === 'timer' && standing.rules.auto === 'check') return nothingToTake(choice, standing)
  // Its time came while the other half looked, or that one would not fetch it.
  return { kind: 'nothing', because: `${best} may be taken now, and was not acquired: the next run takes it` }
}

/** A timer has nothing to do about a release that may not be taken; but then it should not have been fetched, by the same rules. */
function unlessWrong({ version }: Acquired, { choice, decision }: { readonly choice: Choice; readonly decision: Extract<No, { kind: 'nothing' }> }, { live }: Standing): No {
  if (version === live?.version || choice.ranked.some((one) => one === version)) return decision
  return { kind: 'refuse', because: decision.because, next: 'it was fetched all the same: either the settings were edited meanwhile, or the half that fetches is not to be trusted' }
}

/** Why it is not the newest of the channel. */
function passedOver({ newest }: Choice, { version }: Acquired): readonly string[] {
  if (newest === null || newest.version === version) return []
  return [newest.verdict === 'take' ? `${newest.version} may be taken, too, and is not there for this machine` : newest.because]
}
