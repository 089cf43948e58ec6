import type { Metric, Sample } from '../../formats/prometheus.ts'
import { finalEvents } from '../../upgrade/final-events.ts'
import type { LastRun } from '../../upgrade/memory/last-run.ts'
import type { HistoryItem, StatusReport } from '../../upgrade/report.ts'
import { metricTable, type MetricName } from './metric-table.ts'

/** All that the metrics of one app are made of. `program`: the version of app-upgrade itself. */
export interface MetricsState {
  readonly program: string
  readonly status: StatusReport
  /** Oldest first. */
  readonly history: readonly HistoryItem[]
  readonly lastRun: LastRun | null
  readonly stuckSinceMs: number | null
  readonly spooled: number
}

type Values = readonly (readonly [value: number | null, labels?: Readonly<Record<string, string>>])[]

/** Pure, and complete: a metric that is not known has no sample. */
export function metricsOf(state: MetricsState): readonly Metric[] {
  const { app } = state.status
  const values: Readonly<Record<MetricName, Values>> = { ...ofReleases(state.status), ...ofWishes(state.status), ...ofTransactions(state), ...ofRuns(state) }
  return (Object.keys(metricTable) as MetricName[]).map((name) => {
    const { type, help } = metricTable[name]
    const samples = values[name].flatMap(([value, labels]): readonly Sample[] => (value === null ? [] : [{ labels: { app, ...labels }, value }]))
    return { name, type, help, samples }
  })
}

function ofReleases({ live, liveSinceMs, newest, lookedAtMs }: StatusReport) {
  return {
    app_upgrade_live_since_timestamp_seconds: [[seconds(liveSinceMs)]],
    app_upgrade_newest_info: newest === null ? [] : [[1, { version: newest.version, verdict: newest.verdict }]],
    app_upgrade_newest_first_seen_timestamp_seconds: [[seconds(newest?.firstSeenMs ?? null)]],
    app_upgrade_update_available: newest === null ? [] : [[flag(newest.version !== live && newest.verdict !== 'live' && newest.verdict !== 'older')]],
    app_upgrade_last_look_timestamp_seconds: [[seconds(lookedAtMs)]],
  } as const satisfies Partial<Record<MetricName, Values>>
}

function ofWishes({ pin, hold, skipped, schedule }: StatusReport) {
  return {
    app_upgrade_pinned: [[flag(pin !== null)]],
    app_upgrade_held: [[flag(hold !== null)]],
    app_upgrade_hold_since_timestamp_seconds: [[seconds(hold?.atMs ?? null)]],
    app_upgrade_hold_until_timestamp_seconds: [[seconds(hold?.untilMs ?? null)]],
    app_upgrade_skipped_versions: [[skipped.length]],
    app_upgrade_timer_enabled: schedule.state === 'unknown' ? [] : [[flag(schedule.state === 'enabled' || schedule.state === 'check-only')]],
    app_upgrade_next_run_timestamp_seconds: [[seconds(schedule.nextRunMs)]],
  } as const satisfies Partial<Record<MetricName, Values>>
}

function ofTransactions({ status, history, stuckSinceMs }: MetricsState) {
  const newest = history.findLast(({ outcome }) => outcome !== 'open' && outcome !== 'refused')
  return {
    app_upgrade_stuck: [[flag(stuckSinceMs !== null)]],
    app_upgrade_rolled_back: [[flag(newest?.outcome === 'rolled-back')]],
    app_upgrade_transaction_open: [[flag(status.open !== null)]],
    app_upgrade_transactions_total: counted(history),
    app_upgrade_last_downtime_seconds: [[milliseconds(history.findLast(({ downtimeMs }) => downtimeMs !== null)?.downtimeMs ?? null)]],
    app_upgrade_probation_until_timestamp_seconds: [[seconds(status.probation?.untilMs ?? null)]],
  } as const satisfies Partial<Record<MetricName, Values>>
}

function ofRuns({ program, status, lastRun, spooled }: MetricsState) {
  return {
    app_upgrade_info: [[1, { version: status.live ?? '', channel: status.channel, program }]],
    app_upgrade_last_run_timestamp_seconds: [[seconds(lastRun?.atMs ?? null)]],
    app_upgrade_last_run_outcome: lastRun === null ? [] : finalEvents.map((event): Values[number] => [flag(event === lastRun.event), { outcome: event }]),
    app_upgrade_spooled_messages: [[spooled]],
  } as const satisfies Partial<Record<MetricName, Values>>
}

/** What never happened counts 0: a rate over a series that begins at 1 sees nothing. */
function counted(history: readonly HistoryItem[]): Values {
  const kinds = [['upgraded', 'on'], ['upgraded', 'back'], ['rolled-back', 'on'], ['rolled-back', 'back'], ['refused', 'on'], ['refused', 'back'], ['stuck', 'on'], ['stuck', 'back'], ['damaged', 'on']] as const
  return kinds.map(([outcome, way]) => [history.filter((item) => item.outcome === outcome && item.way === way).length, { outcome, way }])
}

const flag = (holds: boolean): number => (holds ? 1 : 0)
const seconds = (atMs: number | null): number | null => (atMs === null ? null : Math.floor(atMs / 1000))
const milliseconds = (value: number | null): number | null => (value === null ? null : Math.round(value) / 1000)
