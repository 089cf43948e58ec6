import * as v from 'valibot'
import { parseWindow } from '../formats/window.ts'
import { compareVersions } from '../release/version.ts'
import { channelName } from './channel-shape.ts'
import { defaults, ranges, stopOversMax, windowsMax } from './limits.ts'
import type { PolicySettings } from './settings.ts'
import { aVersion, hold, pin } from './standing-shape.ts'
import { count, time, worded } from './units.ts'

const window = v.pipe(v.string('must be text like "Sat 02:00-05:00 Europe/Berlin"'), worded(parseWindow))
const dayMs = 24 * 60 * 60_000

/** Its channel is found among the app's own channels later: see `read-settings.ts`. */
export type PolicyTable = Omit<PolicySettings, 'channel'> & { readonly channel: string }

/** `[policy]`: which release is taken, and when. Nothing said is what nobody regrets: the newest finished release, at any time, once it is asked for. */
export const policy = v.pipe(
  v.strictObject({
    channel: v.optional(channelName, defaults.channel),
    pin: v.optional(pin, false),
    hold: v.optional(hold, false),
    minimum_age: v.optional(time(ranges.minimumAge), defaults.minimum_age),
    stop_overs: v.optional(v.pipe(v.array(aVersion, 'must be a list of versions, like ["1.2.3"]'), v.maxLength(stopOversMax, `must not name more than ${stopOversMax} versions`)), []),
    rollout: v.optional(v.picklist(['honoured', 'ignored']), 'honoured'),
    windows: v.optional(v.pipe(v.array(window, 'must be a list of windows, like ["Sat 02:00-05:00 Europe/Berlin"]'), v.maxLength(windowsMax, `must not name more than ${windowsMax} windows`)), []),
    late: v.optional(v.picklist(['wait', 'catch-up']), 'wait'),
    auto: v.optional(v.picklist(['upgrade', 'check', 'no']), 'upgrade'),
    keep_releases: v.optional(count(ranges.keepReleases), defaults.keep_releases),
    keep_days: v.optional(count(ranges.keepDays)),
    probation: v.optional(time(ranges.probation), defaults.probation),
    late_crash: v.optional(v.picklist(['roll-back', 'tell']), 'roll-back'),
  }),
  v.transform((table): PolicyTable => ({
    channel: table.channel,
    pin: table.pin,
    hold: table.hold,
    minimumAgeMs: table.minimum_age,
    stopOvers: table.stop_overs.toSorted(compareVersions),
    rollout: table.rollout,
    windows: table.windows,
    late: table.late,
    auto: table.auto,
    keepReleases: table.keep_releases,
    keepMs: table.keep_days === undefined ? null : table.keep_days * dayMs,
    probation: { forMs: table.probation, then: table.late_crash },
  })),
)
