import * as v from 'valibot'
import { defaults, ranges } from './limits.ts'
import type { HealthSettings, LimitSettings } from './settings.ts'
import { count, size, time } from './units.ts'

const usualMaxMs = v.parse(time(ranges.deadlineMax), defaults.deadline_max)

/** `[health]`: what the new version is judged by. */
export const health = v.pipe(
  v.strictObject({
    deadline: v.optional(time(ranges.deadline), defaults.deadline),
    deadline_max: v.optional(time(ranges.deadlineMax)),
    steady: v.optional(time(ranges.steady), defaults.steady),
    restarts_max: v.optional(count(ranges.restartsMax), defaults.restarts_max),
  }),
  v.transform((table): HealthSettings => ({ deadlineMs: table.deadline, deadlineMaxMs: table.deadline_max ?? Math.max(table.deadline, usualMaxMs), steadyMs: table.steady, restartsMax: table.restarts_max })),
)

/** What it does not say, it takes from `health`: a daemon that is slow to start is slow to come back too. */
export const rollback = v.pipe(
  v.strictObject({ deadline: v.optional(time(ranges.deadline)), deadline_max: v.optional(time(ranges.deadlineMax)), steady: v.optional(time(ranges.steady)), restarts_max: v.optional(count(ranges.restartsMax)) }),
  v.transform(({ deadline, deadline_max: deadlineMax, steady, restarts_max: restartsMax }): Partial<HealthSettings> => ({
    ...(deadline === undefined ? {} : { deadlineMs: deadline }),
    ...(deadlineMax === undefined ? {} : { deadlineMaxMs: deadlineMax }),
    ...(steady === undefined ? {} : { steadyMs: steady }),
    ...(restartsMax === undefined ? {} : { restartsMax }),
  })),
)

/** A longer deadline of its own moves the cap that it takes from `health`, where none was said. */
export function rollbackOf(from: HealthSettings, own: Partial<HealthSettings>): HealthSettings {
  const both = { ...from, ...own }
  return { ...both, deadlineMaxMs: own.deadlineMaxMs ?? Math.max(both.deadlineMs, from.deadlineMaxMs) }
}

/** `[limits]`: what may be fetched and unpacked, and how long anything may take. */
export const limits = v.pipe(
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
