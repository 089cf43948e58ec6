import { isFailure } from '../errors.ts'
import { mayTake, type Skip } from '../policy/may-take.ts'
import { majorOf, parseVersion, type Version } from '../release/version.ts'
import { belowMinimum } from '../upgrade/minimum.ts'
import { floorOf } from '../upgrade/records.ts'
import type { CheckReport } from '../upgrade/report.ts'
import { compareLabels } from '../upgrade/run.ts'
import { openAppHere, type App } from './app.ts'
import { askNobody, liveState, type LiveState } from './live.ts'
import { offered } from './offered.ts'
import { skipsOn } from './skips-on.ts'
import { refuseUnwritable } from './writable.ts'

/**
 * What a run would do, by hearsay: nothing is fetched but the answer to "what is there?", and nothing is believed. Works for everybody who may
 * read the settings; without the records (root's) skipped versions are not known.
 */
export async function check(name: string, wanted: { readonly version: string | null; readonly channel: string | null }): Promise<CheckReport> {
  const app = await openAppHere(name)
  const version = wanted.version === null ? null : parseVersion(wanted.version)
  const offer = await offered(app, { version, channel: wanted.channel })
  const state = await liveState(app, askNobody)
  const live = state.live?.version ?? null
  if (offer === null) return { app: name, live, newest: null, verdict: 'current', reason: version === null ? 'the source offers no release' : `the source does not offer ${version}` }
  const said = verdict(offer.version, state, { skips: await skipsOn(app, state.records), minimum: app.settings.release.minimumVersion })
  const { verdict: outcome, reason } = said.verdict === 'available' ? await unlessShut(app, said) : said
  return { app: name, live, newest: offer.version, verdict: outcome, reason: [reason, ...(offer.remarks ?? [])].join('; ') }
}

/** What cannot be put in its place is not available, however new it is. That we ourselves may not write there says nothing of root. */
async function unlessShut(app: App, available: Pick<CheckReport, 'verdict' | 'reason'>): Promise<Pick<CheckReport, 'verdict' | 'reason'>> {
  try {
    await refuseUnwritable(app)
    return available
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown.code === 'PERMISSION' ? available : { verdict: 'held', reason: thrown.message }
  }
}

function verdict(version: Version, { live, records }: LiveState, { skips, minimum }: { readonly skips: readonly Skip[]; readonly minimum: Version | null }): Pick<CheckReport, 'verdict' | 'reason'> {
  const tooOld = belowMinimum(version, minimum)
  // The bytes are not known before they are fetched, so a version found ill counts by its name here.
  const byName = skips.map((skip) => ({ ...skip, sha256: null }))
  const decision = mayTake({ version, sha256: '' }, { live: live === null ? null : { version: live.version, sha256: '' }, skips: byName, floor: floorOf(records), force: 'no', compare: compareLabels, majorOf })
  switch (decision.kind) {
    case 'take': return tooOld === null ? { verdict: 'available', reason: `${version} would be taken` } : { verdict: 'held', reason: tooOld }
    case 'nothing': return { verdict: 'current', reason: decision.because }
    case 'refuse': return { verdict: isOlder(version, live?.version) ? 'current' : 'held', reason: decision.because }
  }
}

const isOlder = (version: string, live: string | undefined): boolean => live !== undefined && (compareLabels(version, live) ?? 0) < 0
