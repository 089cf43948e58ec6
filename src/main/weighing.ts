import { machine } from '../host/machine.ts'
import { type Known, standingOf } from '../upgrade/known.ts'
import type { Wanted } from '../upgrade/ports.ts'
import { floorOf } from '../upgrade/records.ts'
import type { RunPorts } from '../upgrade/run.ts'
import { firstSeen, readSeen } from '../upgrade/seen.ts'
import { admitHere } from './admitting.ts'
import { circumstancesOf } from './circumstances.ts'
import { followed } from './followed.ts'
import { seenInJournals } from './last-seen.ts'
import type { LiveState } from './live.ts'
import type { Run } from './run-ports.ts'
import { skipsOn } from './skips-on.ts'

/** What a run knows of this host, and how it weighs a release by that. */
export interface Weighs extends Pick<RunPorts, 'circumstances' | 'weighing' | 'admit'> {
  /** What the acquiring half is told. */
  known(fetches: 'yes' | 'no'): Promise<Known>
}

export async function weighingPorts({ app, request, tell }: Run, state: LiveState, wanted: Wanted): Promise<Weighs> {
  const { settings, places, name } = app
  // This run's own look must not hide that the last window passed without any.
  const { lookedAtMs: lastLookMs } = await readSeen(machine.disk, places.seen)
  const known: Weighs['known'] = async (fetches) => knownOf(app, state, fetches)
  return {
    known,
    circumstances: () => circumstancesOf(name, settings.policy, { occasion: request.occasion, lastLookMs }),
    weighing: async () => ({
      standing: standingOf(await known('yes'), { rules: { ...settings.policy, channel: followed(wanted.channel, settings) }, minimumVersion: settings.release.minimumVersion, wanted, request, nowMs: machine.clock.nowMs() }),
      listing: await readSeen(machine.disk, places.seen),
    }),
    admit: (acquired) => admitHere(app, acquired, { lastSeen: seenInJournals(state.records, places), tell }),
  }
}

/** Read anew each time: what was learned meanwhile counts. */
export async function knownOf(app: Run['app'], { live, records }: Pick<LiveState, 'live' | 'records'>, fetches: 'yes' | 'no'): Promise<Known> {
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
