import { isFailure } from '../../errors.ts'
import { choose } from '../../policy/choose.ts'
import type { Choice } from '../../policy/standing.ts'
import { parseVersion } from '../../release/version.ts'
import type { CheckReport } from '../../upgrade/report.ts'
import { nothingOf, type Weighing } from '../../upgrade/admit/weigh-acquired.ts'
import { openAppHere, type App } from '../app.ts'
import { askNobody, liveState } from '../live.ts'
import { notAtThisHour } from '../unattended/not-at-this-hour.ts'
import { offered } from '../acquire/offered.ts'
import { standingHere } from '../standing.ts'
import { refuseUnwritable } from '../writable.ts'

type Said = Pick<CheckReport, 'verdict' | 'reason'>

/**
 * What a timer's run would do, by hearsay: nothing is fetched but the answer to "what is there?", and nothing is believed or remembered. Works for everybody who
 * may read the settings; without the records (root's) versions that were found ill are not known.
 */
export async function check(name: string, asked: { readonly version: string | null; readonly channel: string | null }): Promise<CheckReport> {
  const app = await openAppHere(name)
  const wanted = { version: asked.version === null ? null : parseVersion(asked.version), channel: asked.channel }
  const listing = await offered(app, wanted)
  const state = await liveState(app, askNobody)
  const live = state.live?.version ?? null
  if (wanted.version !== null && listing.releases.length === 0) return { app: name, live, newest: null, verdict: 'current', reason: `the source does not offer ${wanted.version}` }
  // Somebody who names a version asks what they themselves would be told.
  const standing = await standingHere(app, state, { wanted, request: { force: 'no', occasion: wanted.version === null ? 'timer' : 'person' } })
  const choice = choose(listing, standing)
  const said = await unlessLater(app, verdict(choice, { listing, standing }), wanted.version)
  const [best] = choice.ranked
  return { app: name, live, newest: best ?? choice.newest?.version ?? null, ...said.verdict === 'available' ? await unlessShut(app, said) : said }
}

/** What only a later run would take is held back until then; whoever names a version asks what would become of it now. */
async function unlessLater(app: App, said: Said, asked: string | null): Promise<Said> {
  const because = said.verdict === 'available' && asked === null ? await notAtThisHour(app) : null
  return because === null ? said : { verdict: 'held', reason: `${said.reason}; ${because}` }
}

/** What cannot be put in its place is not available, however new it is. That we ourselves may not write there says nothing of root. */
async function unlessShut(app: App, available: Said): Promise<Said> {
  try {
    await refuseUnwritable(app)
    return available
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown.code === 'PERMISSION' ? available : { verdict: 'held', reason: thrown.message }
  }
}

function verdict(choice: Choice, weighing: Weighing): Said {
  const [best] = choice.ranked
  if (best !== undefined) return { verdict: 'available', reason: [`${best} would be taken`, ...(choice.newest === null || choice.newest.version === best ? [] : [choice.newest.because])].join('; ') }
  const { said: { because: reason }, newest } = nothingOf(weighing)
  return { verdict: newest === null || newest.verdict === 'live' || newest.verdict === 'older' ? 'current' : 'held', reason }
}
