import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { unitEnds, unitsAtWork } from '../../systemd/units-at-work.ts'
import type { Applied } from '../../upgrade/inbox/inbox.ts'
import type { Shown } from '../../upgrade/report.ts'
import { plainRequest } from '../../upgrade/request.ts'
import { isAbout } from '../back/after-others.ts'
import { startAndFollow } from '../follow.ts'
import { refusal } from '../refusal.ts'
import { theBus } from '../service.ts'
import { withBundle } from './with-bundle.ts'

/** Longer than the fallback unit may take. */
const settleMsMax = 20 * 60_000

/** One run with a bundle of the inbox as its source. Never by force: that is a person's word. */
export async function applyBundle(app: string, path: string, show: (shown: Shown) => void): Promise<Applied> {
  try {
    await settled(app)
    const report = await withBundle(app, { ...plainRequest, bundle: path, occasion: 'inbox', actor: 'inbox' }, (handed) => startAndFollow(app, handed, show))
    return { report, told: 'yes' }
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    // Refused before a run was begun: nobody else tells of it.
    return { report: refusal(app, null, thrown), told: 'no' }
  }
}

/** What settles after a run that failed holds the lock for a moment: the next bundle must not be told that somebody is at work, and wait for minutes. */
async function settled(app: string): Promise<void> {
  const signal = machine.clock.deadline(settleMsMax)
  for (const unit of await unitsAtWork(theBus(), ['app-upgrade-fallback@*.service'])) if (isAbout(unit, app)) await unitEnds(theBus(), unit, signal)
}
