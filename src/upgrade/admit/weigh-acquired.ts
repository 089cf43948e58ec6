import { choose } from '../../policy/choose.ts'
import { decide, type Decision, nothingToTake } from '../../policy/decide.ts'
import type { Choice, Standing, Weighed } from '../../policy/standing.ts'
import type { Listing } from '../../release/listing.ts'
import { readVersion } from '../../release/version.ts'
import type { Request } from '../report.ts'
import type { Acquired } from '../run.ts'

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
  if (acquired === null) return { decision: nothingThere({ standing, listing }), remarks: [] }
  const named = request.url !== null || request.bundle !== null ? { ...standing, asked: readVersion(acquired.version) } : standing
  const choice = choose(listing, named)
  const decision = decide(acquired, listing, named)
  return { decision: decision.kind === 'nothing' ? unlessWrong(acquired, { choice, decision }, named) : decision, remarks: passedOver(choice, acquired) }
}

function nothingThere({ standing, listing }: Weighing): No {
  const [best] = choose(listing, standing).ranked
  if (best === undefined || (standing.occasion === 'timer' && standing.rules.auto === 'check')) return nothingOf({ standing, listing }).said
  // Its time came while the other half looked, or that one would not fetch it.
  return { kind: 'nothing', because: `${best} may be taken now, and was not acquired: the next run takes it` }
}

/** What to answer when none may be taken, and of which release that is said; null: there is none. */
export interface Nothing { readonly said: No; readonly newest: Weighed | null }

/**
 * That a publisher has withdrawn its newest release, or has not uploaded all of it, is nothing that this host refuses: it is said, and what counts is the newest
 * of the others.
 */
export function nothingOf({ standing, listing }: Weighing): Nothing {
  const choice = choose(listing, standing)
  const whole = { said: nothingToTake(choice, standing), newest: choice.newest }
  const { newest } = choice
  if (standing.asked !== null || newest === null || newest.verdict !== 'no') return whole
  const others = listing.releases.filter(({ version, yanked, unusable }) => version === standing.live?.version || (yanked === null && unusable === null))
  if (others.some(({ version }) => version === newest.version)) return whole
  const rest = choose({ ...listing, releases: others }, standing)
  if (rest.newest === null) return { said: { kind: 'nothing', because: newest.because }, newest }
  const said = nothingToTake(rest, standing)
  return { said: { ...said, because: `${newest.because}; ${said.because}` }, newest: rest.newest }
}

/** A timer has nothing to do about a release that may not be taken; but then it should not have been fetched, by the same rules. */
function unlessWrong({ version }: Acquired, { choice, decision }: { readonly choice: Choice; readonly decision: Extract<No, { kind: 'nothing' }> }, { live, occasion }: Standing): No {
  if (version === live?.version || choice.ranked.some((one) => one === version)) return decision
  // Nobody chose what was carried here: to acquire it is no breach.
  if (occasion === 'inbox') return { kind: 'refuse', because: decision.because, next: 'put the bundle into the inbox again when that is over' }
  return { kind: 'refuse', because: decision.because, next: 'it was fetched all the same: either the settings were edited meanwhile, or the half that fetches is not to be trusted' }
}

/** Why it is not the newest of the channel. */
function passedOver({ newest }: Choice, { version }: Acquired): readonly string[] {
  if (newest === null || newest.version === version || newest.verdict === 'live') return []
  return [newest.verdict === 'take' ? `${newest.version} may be taken, too, and is not there for this machine` : newest.because]
}
