import { accountOf } from '../cli/words/bundle-account.ts'
import { onOneLine } from '../cli/words/trouble.ts'
import { isFailure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { removeWhole } from '../host/open-directory.ts'
import { parseAppName } from '../release/instance.ts'
import { unitEnds, unitsAtWork } from '../systemd/units-at-work.ts'
import { emptyInbox, type Applied, type InboxItem } from '../upgrade/inbox.ts'
import type { Request, Shown } from '../upgrade/report.ts'
import { isAbout } from './after-others.ts'
import { openApp } from './app.ts'
import { startAndFollow } from './follow.ts'
import { refusal } from './refusal.ts'
import { theBus } from './service.ts'
import { withBundle } from './with-bundle.ts'

/** `inbox -- %i`: every bundle that lies in an app's inbox, by way of the upgrade's own unit. */
export async function openInbox(instance: string, show: (shown: Shown) => void): Promise<readonly InboxItem[]> {
  const { name: app, settings: { policy }, places } = await openApp(parseAppName(instance))
  return emptyInbox({
    app, places, disk: machine.disk, clock: machine.clock, remove: removeWhole,
    keep: { releases: policy.keepReleases, ageMs: policy.keepMs },
    apply: (path) => apply(app, path, show),
    account: (item) => accountOf(app, item, machine.clock.nowMs()),
    because: ({ trouble, notes }) => (trouble === null ? (notes[0] ?? '') : onOneLine(trouble)),
  })
}

async function apply(app: string, path: string, show: (shown: Shown) => void): Promise<Applied> {
  const request: Request = { way: 'on', version: null, channel: null, url: null, prefix: null, bundle: path, occasion: 'inbox', force: 'no', dryRun: 'no', actor: 'inbox', reason: null }
  try {
    await settled(app)
    return { report: await withBundle(app, request, (handed) => startAndFollow(app, handed, show)), told: 'yes' }
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    // Refused before a run was begun: nobody else tells of it.
    return { report: refusal(app, null, thrown), told: 'no' }
  }
}

/** Longer than the fallback unit may take. */
const settleMsMax = 20 * 60_000

/** What settles after a run that failed holds the lock for a moment: the next bundle must not be told that somebody is at work, and wait for minutes. */
async function settled(app: string): Promise<void> {
  const signal = machine.clock.deadline(settleMsMax)
  for (const unit of await unitsAtWork(theBus(), ['app-upgrade-fallback@*.service'])) if (isAbout(unit, app)) await unitEnds(theBus(), unit, signal)
}
