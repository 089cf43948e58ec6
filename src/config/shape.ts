import * as v from 'valibot'
import { readVersion } from '../release/version.ts'
import { buildInfo } from './build-info-shape.ts'
import { channel } from './channel-shape.ts'
import { companion, generate, inRelease } from './companion-shape.ts'
import { data } from './data-shape.ts'
import { exports } from './export-shape.ts'
import { carriedMax, defaults, filesMax, membersMax, ranges } from './limits.ts'
import { network } from './network-shape.ts'
import { policy } from './policy-shape.ts'
import { rehearsal, rehearsed } from './rehearsal-shape.ts'
import type { ArchiveSettings, HealthSettings, LimitSettings, ManagedFile, ReleaseSettings } from './settings.ts'
import { unit } from './unit-shape.ts'
import { count, size, time } from './units.ts'

/** The sections of an app file, in the order of the manual. */
export const sections = ['source', 'mirror', 'network', 'trust', 'release', 'archive', 'layout', 'file', 'generate', 'unit', 'gate', 'rehearse', 'rehearsal', 'data', 'probe', 'health', 'rollback', 'channel', 'policy', 'coordination', 'tell', 'build_info', 'export', 'limits'] as const

const release = v.pipe(
  v.strictObject({
    minimum_version: v.optional(v.pipe(v.string(), v.check((text) => readVersion(text) !== null, 'must be a version, like 1.2.3'))),
    threshold: v.optional(count(ranges.trustThreshold)),
    expiry: v.optional(v.picklist(['honoured', 'required']), 'honoured'),
  }),
  v.transform((table): ReleaseSettings => ({
    minimumVersion: table.minimum_version === undefined ? null : readVersion(table.minimum_version),
    threshold: table.threshold ?? null,
    expiry: table.expiry,
  })),
)

const archive = v.pipe(
  v.strictObject({
    keep: v.optional(v.picklist(['files', 'tree']), 'files'),
    members: v.optional(v.pipe(v.array(v.string()), v.minLength(1, 'must not be empty; leave the key out to allow every member'), v.maxLength(membersMax))),
    carry: v.optional(v.pipe(v.array(inRelease), v.maxLength(carriedMax)), []),
  }),
  v.transform((table): ArchiveSettings => ({ keep: table.keep, members: table.members ?? null, carry: table.carry })),
)

const files = v.pipe(
  v.record(v.string(), v.string()),
  v.transform((table) => Object.entries(table).map(([name, publicPath]): ManagedFile => ({ name, publicPath }))),
  v.maxLength(filesMax, `must not name more than ${filesMax} files`),
  v.rawTransform<ManagedFile[], [ManagedFile, ...ManagedFile[]]>(({ dataset, addIssue, NEVER }) => {
    const [first, ...others] = dataset.value
    if (first !== undefined) return [first, ...others]
    addIssue({ message: 'must name at least one file' })
    return NEVER
  }),
)

const health = v.pipe(
  v.strictObject({
    deadline: v.optional(time(ranges.deadline), defaults.deadline),
    deadline_max: v.optional(time(ranges.deadlineMax), defaults.deadline_max),
    steady: v.optional(time(ranges.steady), defaults.steady),
    restarts_max: v.optional(count(ranges.restartsMax), defaults.restarts_max),
  }),
  v.transform((table): HealthSettings => ({ deadlineMs: table.deadline, deadlineMaxMs: Math.max(table.deadline, table.deadline_max), steadyMs: table.steady, restartsMax: table.restarts_max })),
)

/** What it does not say, it takes from `health`: a daemon that is slow to start is slow to come back too. */
const rollback = v.pipe(
  v.strictObject({ deadline: v.optional(time(ranges.deadline)), deadline_max: v.optional(time(ranges.deadlineMax)), steady: v.optional(time(ranges.steady)), restarts_max: v.optional(count(ranges.restartsMax)) }),
  v.transform(({ deadline, deadline_max: deadlineMax, steady, restarts_max: restartsMax }): Partial<HealthSettings> => ({
    ...(deadline === undefined ? {} : { deadlineMs: deadline }),
    ...(deadlineMax === undefined ? {} : { deadlineMaxMs: deadlineMax }),
    ...(steady === undefined ? {} : { steadyMs: steady }),
    ...(restartsMax === undefined ? {} : { restartsMax }),
  })),
)

const limits = v.pipe(
  v.strictObject({
    artifact: v.optional(size(ranges.artifact), defaults.artifact),
    unpacked: v.optional(size(ranges.unpacked), defaults.unpacked),
    entries: v.optional(count(ranges.entries), defaults.entries),
    manifest: v.optional(size(ranges.manifest), defaults.manifest),
    sidecar: v.optional(size(ranges.sidecar), defaults.sidecar),
    stall: v.optional(time(ranges.stall), defaults.stall),
    download: v.optional(time(ranges.download), defaults.download),
    restart: v.optional(time(ranges.restart), defaults.restart),
  }),
  v.transform((table): LimitSettings => ({
    artifactBytesMax: table.artifact, unpackedBytesMax: table.unpacked, entriesMax: table.entries, manifestBytesMax: table.manifest, sidecarBytesMax: table.sidecar,
    stallMs: table.stall, downloadMs: table.download, restartMs: table.restart,
  })),
)

/** What our own sections look like and become; a driver's table is the driver's to describe. */
export const shape = { release, network, archive, files, companion, generate, unit, rehearsal, rehearsed, data, buildInfo, health, rollback, channel, policy, exports, limits } as const
