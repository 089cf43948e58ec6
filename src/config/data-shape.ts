import * as v from 'valibot'
import { argv, planned, statuses, timeout, user } from './command-shape.ts'
import type { DataSettings } from './settings.ts'

const entries = {
  check: argv,
  user: v.optional(user),
  timeout: v.optional(timeout, '1min'),
  compatible: v.optional(statuses, [0]),
  migrates: v.optional(statuses, [1]),
  incompatible: v.optional(statuses, [2]),
  on_migration: v.optional(v.picklist(['refuse', 'roll-back', 'stay', 'snapshot']), 'refuse'),
  snapshot: v.optional(argv),
  restore: v.optional(argv),
  snapshot_user: v.optional(user),
  snapshot_timeout: v.optional(timeout, '10min'),
  during: v.optional(v.picklist(['running', 'stopped']), 'running'),
} as const

const table = v.strictObject(entries)
type Table = v.InferOutput<typeof table>

/** `[data]`: what a release may do to the daemon's data, and how that is undone. */
export const data = v.pipe(
  table,
  v.check(({ on_migration: policy, snapshot, restore }) => policy !== 'snapshot' || (snapshot !== undefined && restore !== undefined), "with on_migration = \"snapshot\" must have both 'snapshot' and 'restore'"),
  v.check(({ on_migration: policy, snapshot, restore }) => policy === 'snapshot' || (snapshot === undefined && restore === undefined), "has a snapshot that nobody takes: say on_migration = \"snapshot\""),
  v.check(({ compatible, migrates, incompatible }) => new Set([...compatible, ...migrates, ...incompatible]).size === compatible.length + migrates.length + incompatible.length, 'says two things of one exit status'),
  v.transform((said): DataSettings => ({
    check: planned(said.check, said.user, said.timeout),
    compatible: said.compatible, migrates: said.migrates, incompatible: said.incompatible,
    onMigration: said.on_migration,
    snapshot: snapshotOf(said),
  })),
)

function snapshotOf({ snapshot, restore, snapshot_user: account, snapshot_timeout: timeoutMs, during }: Table): DataSettings['snapshot'] {
  if (snapshot === undefined || restore === undefined) return null
  return { take: planned(snapshot, account, timeoutMs), restore: planned(restore, account, timeoutMs), during }
}
