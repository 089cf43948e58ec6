import { accountOf } from '../../cli/words/bundle-account.ts'
import { onOneLine } from '../../cli/words/trouble.ts'
import { machine } from '../../host/machine.ts'
import { removeWhole } from '../../host/open-directory.ts'
import { parseAppName } from '../../release/instance.ts'
import { emptyInbox, type InboxItem } from '../../upgrade/inbox/inbox.ts'
import type { Shown } from '../../upgrade/report.ts'
import { openApp } from '../app.ts'
import { applyBundle } from './apply-bundle.ts'

/** `inbox -- %i`: every bundle that lies in an app's inbox, by way of the upgrade's own unit. */
export async function openInbox(instance: string, show: (shown: Shown) => void): Promise<readonly InboxItem[]> {
  const { name: app, settings: { policy }, places } = await openApp(parseAppName(instance))
  return emptyInbox({
    app, places, disk: machine.disk, clock: machine.clock, remove: removeWhole,
    keep: { releases: policy.keepReleases, ageMs: policy.keepMs },
    apply: (path) => applyBundle(app, path, show),
    account: (item) => accountOf(app, item, machine.clock.nowMs()),
    because: ({ trouble, notes }) => (trouble === null ? (notes[0] ?? '') : onOneLine(trouble)),
  })
}
