/** Every metric, what it says and by which labels. The manual is made of this table, and only what stands in it is written. */
export const metricTable = {
  app_upgrade_info: { type: 'gauge', help: '1; the live version, the channel that is followed, and the version of app-upgrade itself.', labels: ['app', 'version', 'channel', 'program'] },
  app_upgrade_live_since_timestamp_seconds: { type: 'gauge', help: 'When the live version became live.', labels: ['app'] },
  app_upgrade_newest_info: { type: 'gauge', help: '1; the newest release that was seen at the source, and what this host thinks of it: take, wait, no, live or older.', labels: ['app', 'version', 'verdict'] },
  app_upgrade_newest_first_seen_timestamp_seconds: { type: 'gauge', help: 'When this host saw the newest release first.', labels: ['app'] },
  app_upgrade_update_available: { type: 'gauge', help: '1 when a release newer than the live one was seen, whether it is to be taken or not.', labels: ['app'] },
  app_upgrade_last_look_timestamp_seconds: { type: 'gauge', help: 'When the source was last asked.', labels: ['app'] },
  app_upgrade_pinned: { type: 'gauge', help: '1 when the app is pinned to a version.', labels: ['app'] },
  app_upgrade_held: { type: 'gauge', help: '1 when the app is held.', labels: ['app'] },
  app_upgrade_hold_since_timestamp_seconds: { type: 'gauge', help: 'When it was held, where that was written down.', labels: ['app'] },
  app_upgrade_hold_until_timestamp_seconds: { type: 'gauge', help: 'When the hold ends by itself; absent when it does not.', labels: ['app'] },
  app_upgrade_skipped_versions: { type: 'gauge', help: 'Versions that are not taken by themselves: found ill here, or skipped by a person.', labels: ['app'] },
  app_upgrade_stuck: { type: 'gauge', help: '1 when neither version could be proven, and a person is needed.', labels: ['app'] },
  app_upgrade_rolled_back: { type: 'gauge', help: '1 when the newest transaction was rolled back because its version was ill.', labels: ['app'] },
  app_upgrade_transaction_open: { type: 'gauge', help: '1 while a transaction is under way, or waits for recovery.', labels: ['app'] },
  app_upgrade_transactions_total: { type: 'counter', help: 'Transactions in the journals by outcome; way is on for upgrades, back for rollbacks by hand.', labels: ['app', 'outcome', 'way'] },
  app_upgrade_last_run_timestamp_seconds: { type: 'gauge', help: 'When the last run ended, also one that found nothing to do.', labels: ['app'] },
  app_upgrade_last_run_outcome: { type: 'gauge', help: '1 for how the last run ended, 0 for every other final event.', labels: ['app', 'outcome'] },
  app_upgrade_last_downtime_seconds: { type: 'gauge', help: 'How long the daemon did not run in the newest transaction that restarted it.', labels: ['app'] },
  app_upgrade_probation_until_timestamp_seconds: { type: 'gauge', help: 'Until when a crash of the daemon counts against the live version; absent when it does not.', labels: ['app'] },
  app_upgrade_timer_enabled: { type: 'gauge', help: '1 when a timer runs, and nothing switches it off.', labels: ['app'] },
  app_upgrade_next_run_timestamp_seconds: { type: 'gauge', help: "When the timer's next run was planned for, when this file was written.", labels: ['app'] },
  app_upgrade_spooled_messages: { type: 'gauge', help: 'Outcomes that somebody was still to be told of, when this file was written.', labels: ['app'] },
} as const satisfies Readonly<Record<string, { readonly type: 'gauge' | 'counter'; readonly help: string; readonly labels: readonly string[] }>>

export type MetricName = keyof typeof metricTable
