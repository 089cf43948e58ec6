import * as v from 'valibot'
import { parseWindow } from '../formats/window.ts'
import type { ChannelRule } from '../release/channel.ts'
import { compareVersions, readVersion, type Version } from '../release/version.ts'
import type { Hold, Pin } from '../policy/standing.ts'
import { isFailure } from '../errors.ts'
import { defaults, ranges, stopOversMax, windowsMax } from './limits.ts'
import type { ExportSettings, PolicySettings } from './settings.ts'
import { count, time } from './units.ts'

const nameOfChannel = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be one word of a-z, 0-9, _ and -'))
const aVersion = v.pipe(v.string('must be a version in quotation marks, like "1.2.3"'), v.transform(readVersion), v.check((version) => version !== null, 'must be a version, like 1.2.3'), v.transform((version) => version as Version))
const aMoment = v.pipe(v.string('must be a moment like "2027-01-31T12:00:00Z"'), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/, 'must be a moment like "2027-01-31T12:00:00Z"'), v.transform((text) => Date.parse(text)), v.check((atMs) => !Number.isNaN(atMs), 'is no moment of any calendar'))
const said = { by: v.optional(v.string()), at: v.optional(aMoment), reason: v.optional(v.string()) }

const nobody = { by: null, atMs: null, reason: null }
const pin = v.union([
  v.pipe(aVersion, v.transform((version): Pin => ({ version, ...nobody }))),
  v.pipe(v.strictObject({ version: aVersion, ...said }), v.transform((table): Pin => ({ version: table.version, by: table.by ?? null, atMs: table.at ?? null, reason: table.reason ?? null }))),
], 'must be a version in quotation marks, like "1.2.3"')
const hold = v.union([
  v.pipe(v.boolean(), v.transform((held): Hold | null => (held ? { untilMs: null, ...nobody } : null))),
  v.pipe(v.strictObject({ until: v.optional(aMoment), ...said }), v.transform((table): Hold => ({ untilMs: table.until ?? null, by: table.by ?? null, atMs: table.at ?? null, reason: table.reason ?? null }))),
], 'must be true, false, or a table that says until when')

const window = v.pipe(v.string('must be text like "Sat 02:00-05:00 Europe/Berlin"'), v.rawTransform(({ dataset, addIssue, NEVER }) => {
  try {
    return parseWindow(dataset.value)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    addIssue({ message: thrown.message })
    return NEVER
  }
}))

/** Its channel is found among the app's own channels later: see `read-settings.ts`. */
export type PolicyTable = Omit<PolicySettings, 'channel'> & { readonly channel: string }

export const policy = v.pipe(
  v.strictObject({
    channel: v.optional(nameOfChannel, defaults.channel),
    pin: v.optional(pin),
    hold: v.optional(hold),
    minimum_age: v.optional(time(ranges.minimumAge), defaults.minimum_age),
    stop_overs: v.optional(v.pipe(v.array(aVersion), v.maxLength(stopOversMax, `must not name more than ${stopOversMax} versions`)), []),
    rollout: v.optional(v.picklist(['honoured', 'ignored']), 'honoured'),
    windows: v.optional(v.pipe(v.array(window), v.maxLength(windowsMax, `must not name more than ${windowsMax} windows`)), []),
    late: v.optional(v.picklist(['wait', 'catch-up']), 'wait'),
    auto: v.optional(v.picklist(['upgrade', 'check', 'no']), 'upgrade'),
    keep_releases: v.optional(count(ranges.keepReleases), defaults.keep_releases),
    keep_days: v.optional(count(ranges.keepDays)),
    probation: v.optional(time(ranges.probation), defaults.probation),
    late_crash: v.optional(v.picklist(['roll-back', 'tell']), 'roll-back'),
  }),
  v.transform((table): PolicyTable => ({
    channel: table.channel,
    pin: table.pin ?? null,
    hold: table.hold ?? null,
    minimumAgeMs: table.minimum_age,
    stopOvers: table.stop_overs.toSorted(compareVersions),
    rollout: table.rollout,
    windows: table.windows,
    late: table.late,
    auto: table.auto,
    keepReleases: table.keep_releases,
    keepMs: table.keep_days === undefined ? null : table.keep_days * 24 * 60 * 60_000,
    probation: { forMs: table.probation, then: table.late_crash },
  })),
)

export const channel = v.pipe(
  v.strictObject({ name: nameOfChannel, prerelease: v.optional(v.string()), tag: v.optional(v.string()), manifest: v.optional(v.string()) }),
  v.transform((table): ChannelRule => ({ name: table.name, prerelease: table.prerelease ?? null, tag: table.tag ?? null, manifest: table.manifest ?? null })),
)

const aDirectory = v.pipe(v.string(), v.regex(/^\/[^\0]*[^/\0]$/, 'must be an absolute path'))

export const exports = v.pipe(
  v.strictObject({ metrics: v.optional(v.union([v.literal(false), aDirectory], 'must be a directory, or false'), defaults.metrics), motd: v.optional(v.boolean(), true) }),
  v.transform((table): ExportSettings => ({ metrics: table.metrics === false ? null : table.metrics, motd: table.motd ? 'yes' : 'no' })),
)
