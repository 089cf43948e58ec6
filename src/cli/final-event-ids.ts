import type { FinalEvent } from '../upgrade/final-events.ts'

/**
 * Every run ends in exactly one final event in the system journal. Its MESSAGE_ID is what alerting matches on, for ever:
 * a row may be added, never changed. The texts stand in units/app-upgrade.catalog, one entry per row.
 */
export const finalEventIds = {
  upgraded: '222f8b6402c14f4d891f5dfb47fc10aa',
  'rolled-back': '6c078bbe5a46476e9d1af5201b10d57c',
  /** Died within its probation, and was left as it is, because the app's file says `late_crash = "tell"`, or because a rollback led to it. */
  crashed: '1372374fb53e43da909ab795c6649903',
  refused: 'bf058af8d3c946f2999cc22457ef2d16',
  stuck: '73419cf7d90b4c9bb24a8c2c97483353',
  /** Unavailable, temporary, misconfigured: failed without touching anything. */
  failed: 'fcae9488ef2d40cca0e9feecaeb87450',
  /** Trust failed: logged at priority crit. */
  tampered: '8a0f5502ea3142e19efb6cc5c80c1995',
  /** Asked for what is live already. */
  nothing: '4098ab41eb174df2a28bcf729548891b',
  /** A dry run: the plan is in the report, nothing was touched. */
  planned: '6eb27a70d7f14e3e8114a106b6c77358',
} as const satisfies Readonly<Record<FinalEvent, string>>

/** Beside them: what happens outside of a run. */
export const otherEventIds = {
  /** An outcome that somebody should have been told of, and was not: given up, refused, or dropped from a full spool. */
  untold: '9ea0b2b087a04ec7a97632c6aaa17c27',
  /** The probation of a version is over, and it was well all the time. */
  passed: 'ef1b0e7302314771af5277bff397972b',
  /** A person pinned, held, or chose a channel, or took it back: the operator's file has changed. */
  'wish-changed': '13de3108b1494990aeb21a89d308896f',
} as const

export type { FinalEvent }

/** The journal fields beside it; the catalog refers to them as @APP_UPGRADE_…@. */
export const finalEventFields = {
  app: 'APP_UPGRADE_APP',
  from: 'APP_UPGRADE_FROM',
  to: 'APP_UPGRADE_TO',
  outcome: 'APP_UPGRADE_OUTCOME',
  digest: 'APP_UPGRADE_DIGEST',
  transaction: 'APP_UPGRADE_TRANSACTION',
  reason: 'APP_UPGRADE_REASON',
} as const
