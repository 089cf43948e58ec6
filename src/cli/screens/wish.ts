import type { ChannelItem, ChannelReport, WishReport } from '../../upgrade/wish-report.ts'
import { timeOf } from '../words/figures.ts'
import { safe } from '../words/safe.ts'
import { tableOf } from '../words/table.ts'
import { labelled } from '../words/trouble.ts'

/** What is wanted from now on, and how it is taken back. */
export function textOfWish(report: WishReport): string {
  return `${[`${safe(report.app)}: ${headline(report)}`, ...linesOf(report)].join('\n')}\n`
}

/** One line: also what the system journal is told. */
export function headline({ what, now, before, changed }: WishReport): string {
  switch (what) {
    case 'pin': return `pinned to ${now.pin?.version ?? '?'}: nothing else is taken, and newer releases are still reported`
    case 'unpin': return changed === 'no' ? 'was not pinned' : `no longer pinned${before?.pin ? ` (was ${before.pin.version})` : ''}`
    case 'hold': return `held ${now.hold?.untilMs ? `until ${timeOf(now.hold.untilMs)}` : "until 'app-upgrade unhold'"}: only a rollback or --force changes what is live`
    case 'unhold': return changed === 'no' ? 'was not held' : 'no longer held'
    case 'channel': return changed === 'no' ? `follows ${now.channel} already` : `follows ${now.channel} from now on${before === null ? '' : ` (was ${before.channel})`}`
  }
}

function linesOf({ app, what, now, live, file, changed }: WishReport): readonly string[] {
  const named = safe(app)
  const elsewhere = what === 'pin' && live !== null && live !== now.pin?.version
  const undo = what === 'pin' ? `'app-upgrade unpin ${named}'` : what === 'hold' ? `'app-upgrade unhold ${named}'` : null
  return [
    ...(elsewhere ? [labelled('now', `${safe(live)} is live; 'app-upgrade upgrade ${named}' goes to the pinned version`)] : []),
    // Nobody looks for a line that is not there any more.
    ...(changed === 'yes' && what !== 'unpin' && what !== 'unhold' ? [labelled('file', safe(file))] : []),
    ...(undo === null ? [] : [labelled('undo', undo)]),
    // Each is said where the other one was changed: a host that does nothing after an unpin is otherwise a riddle.
    ...(what !== 'pin' && what !== 'unpin' && now.pin !== null ? [labelled('but', `it is pinned to ${now.pin.version}`)] : []),
    ...(what !== 'hold' && what !== 'unhold' && now.hold !== null ? [labelled('but', `it is held${now.hold.untilMs === null ? '' : ` until ${timeOf(now.hold.untilMs)}`}`)] : []),
  ]
}

export function textOfChannels({ app, followed, channels }: ChannelReport): string {
  const rows = channels.map((one) => [one.name === followed ? '*' : '', one.name, takes(one), one.newest ?? '-'])
  return `${safe(app)} follows ${safe(followed)}\n${tableOf([['', 'CHANNEL', 'TAKES', 'NEWEST SAID'], ...rows])}Any other name is a channel too: beta takes finished releases and those like 1.0.0-beta.2.\n`
}

function takes({ name, prerelease, tag, manifest }: ChannelItem): string {
  if (name === 'stable') return 'finished releases'
  const called = manifest === null ? '' : `, called '${manifest}' by its publisher`
  if (tag !== null && prerelease === null) return `releases tagged '${tag}'${called}`
  return `finished releases and those like 1.0.0-${prerelease ?? name}.1${tag === null ? '' : `, if tagged '${tag}'`}${called}`
}
