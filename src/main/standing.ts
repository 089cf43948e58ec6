import { machine } from '../host/machine.ts'
import type { Standing } from '../policy/standing.ts'
import { type Known, standingOf } from '../upgrade/memory/known.ts'
import type { Wanted } from '../upgrade/ports.ts'
import { floorOf } from '../upgrade/memory/records.ts'
import type { Request } from '../upgrade/report.ts'
import { firstSeen, readSeen } from '../upgrade/memory/seen.ts'
import type { App } from './app.ts'
import { followed } from './acquire/followed.ts'
import type { LiveState } from './live.ts'
import { skipsOn } from './wishes/skips-on.ts'

type Recorded = Pick<LiveState, 'live' | 'records'>

/** This host at this moment, as the policy asks for it. Read anew each time: what was learned meanwhile counts. */
export async function standingHere(app: App, state: Recorded, { wanted, request }: { readonly wanted: Wanted; readonly request: Pick<Request, 'occasion' | 'force'> }): Promise<Standing> {
  const { settings } = app
  const rules = { ...settings.policy, channel: followed(wanted.channel, settings) }
  return standingOf(await knownOf(app, state), { app: app.name, rules, minimumVersion: settings.release.minimumVersion, wanted, request, nowMs: machine.clock.nowMs() })
}

/** What only the owner's half knows. Without the records (root's) versions that were found ill are not in it. */
export async function knownOf(app: App, { live, records }: Recorded, fetches: Known['fetches'] = 'yes'): Promise<Known> {
  const seen = await readSeen(machine.disk, app.places.seen)
  return {
    live: live === null ? null : { version: live.version, sha256: live.artifactSha256 ?? '' },
    skips: await skipsOn(app, records),
    floor: floorOf(records),
    firstSeen: Object.fromEntries(firstSeen(seen, machine.clock.nowMs())),
    host: await machine.facts.hostKey(),
    fetches,
  }
}
