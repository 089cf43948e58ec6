import { floorOf } from '../upgrade/records.ts'
import type { Shown } from '../upgrade/report.ts'
import type { RunPorts } from '../upgrade/run.ts'
import { admitHere } from './admitting.ts'
import type { App } from './app.ts'
import { seenInJournals } from './last-seen.ts'
import type { LiveState } from './live.ts'
import { skipsOn } from './skips-on.ts'

/** What the journals have to say about a release that is offered. */
export function weighingPorts(app: App, { records }: LiveState, tell: (shown: Shown) => void): Pick<RunPorts, 'skips' | 'floor' | 'admit'> {
  return {
    skips: () => skipsOn(app, records),
    floor: async () => floorOf(records),
    admit: (acquired) => admitHere(app, acquired, { lastSeen: seenInJournals(records, app.places), tell }),
  }
}
