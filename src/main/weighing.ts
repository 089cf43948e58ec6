import { machine } from '../host/machine.ts'
import type { Known } from '../upgrade/memory/known.ts'
import type { Wanted } from '../upgrade/ports.ts'
import type { RunPorts } from '../upgrade/run.ts'
import { readSeen } from '../upgrade/memory/seen.ts'
import { admitHere } from './admitting.ts'
import { circumstancesOf } from './circumstances.ts'
import { seenInJournals } from './last-seen.ts'
import { furnish } from './furnish.ts'
import type { LiveState } from './live.ts'
import type { Run } from './run-ports.ts'
import { knownOf, standingHere } from './standing.ts'

/** What a run knows of this host, and how it weighs a release by that. */
export interface Weighs extends Pick<RunPorts, 'circumstances' | 'weighing' | 'admit'> {
  /** What the acquiring half is told. */
  known(fetches: Known['fetches']): Promise<Known>
}

export async function weighingPorts(run: Run, state: LiveState, wanted: Wanted): Promise<Weighs> {
  const { app, app: { settings, places, name }, request, tell } = run
  // This run's own look must not hide that the last window passed without any.
  const { lookedAtMs: lastLookMs } = await readSeen(machine.disk, places.seen)
  return {
    known: (fetches) => knownOf(app, state, fetches),
    circumstances: () => circumstancesOf(name, settings.policy, { occasion: request.occasion, lastLookMs }),
    weighing: async () => ({ standing: await standingHere(app, state, { wanted, request }), listing: await readSeen(machine.disk, places.seen) }),
    admit: async (acquired) => {
      const admitted = await admitHere(app, acquired, { lastSeen: seenInJournals(state.records, places), tell })
      await furnish(run, state, admitted)
      return admitted
    },
  }
}
