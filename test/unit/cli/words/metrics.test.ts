import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { metricTable } from '../../../../src/cli/words/metric-table.ts'
import { metricsOf, type MetricsState } from '../../../../src/cli/words/metrics.ts'
import { exposition } from '../../../../src/formats/prometheus.ts'
import { finalEvents } from '../../../../src/upgrade/final-events.ts'
import type { Version } from '../../../../src/release/version.ts'
import { anItem, aStatusReport } from '../../../support/scripted-world.ts'

const second = 1000
const someone = { by: 'root', atMs: 100 * second, reason: 'holidays' }
const full: MetricsState = {
  program: '1.0.0',
  status: aStatusReport({
    liveSinceMs: 10 * second, lookedAtMs: 20 * second, open: 'x', skipped: [{ version: '1.9.0', because: 'ill' }],
    newest: { version: '2.1.0', verdict: 'wait', because: 'too young', untilMs: null, next: null, firstSeenMs: 30 * second, forecast: null },
    pin: { version: '2.0.0' as Version, ...someone }, hold: { untilMs: 200 * second, ...someone },
    schedule: { state: 'enabled', off: null, nextRunMs: 40 * second, windows: [], window: null }, probation: { untilMs: 50 * second, units: [], then: 'roll-back' },
  }),
  history: [anItem(), anItem({ outcome: 'rolled-back', downtimeMs: 4000.2799999 }), anItem({ outcome: 'refused', downtimeMs: null }), anItem({ outcome: 'open', downtimeMs: null })],
  lastRun: { atMs: 60 * second, event: 'tampered', transaction: null, downtimeMs: null, because: null }, stuckSinceMs: 70 * second, spooled: 3,
}
const fresh: MetricsState = { program: '1.0.0', status: aStatusReport({ live: null, liveSinceMs: null, last: null }), history: [], lastRun: null, stuckSinceMs: null, spooled: 0 }

function valuesOf(state: MetricsState): Readonly<Record<string, number>> {
  return Object.fromEntries(metricsOf(state).flatMap(({ name, samples }) => samples.map(({ labels: { app, ...labels }, value }) => {
    assert.equal(app, 'acme')
    return [`${name.replace('app_upgrade_', '')} ${Object.values(labels).join(' ')}`.trim(), value]
  })))
}

test('everything that is known, in seconds', () => {
  const values = valuesOf(full)
  const wanted = {
    'info 2.0.0 stable 1.0.0': 1, live_since_timestamp_seconds: 10, last_look_timestamp_seconds: 20, 'newest_info 2.1.0 wait': 1, newest_first_seen_timestamp_seconds: 30, update_available: 1,
    pinned: 1, held: 1, hold_since_timestamp_seconds: 100, hold_until_timestamp_seconds: 200, skipped_versions: 1, stuck: 1, rolled_back: 1, transaction_open: 1,
    'transactions_total upgraded on': 1, 'transactions_total rolled-back on': 1, 'transactions_total refused on': 1, 'transactions_total stuck on': 0, 'transactions_total upgraded back': 0,
    last_run_timestamp_seconds: 60, 'last_run_outcome tampered': 1, 'last_run_outcome upgraded': 0, last_downtime_seconds: 4, probation_until_timestamp_seconds: 50, timer_enabled: 1, next_run_timestamp_seconds: 40, spooled_messages: 3,
  }
  assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((key) => [key, values[key]])), wanted)
  assert.equal(Object.keys(values).filter((key) => key.startsWith('last_run_outcome')).length, finalEvents.length)
})

test('what is not known is not written: no sample is a guess', () => {
  assert.deepEqual(Object.keys(valuesOf(fresh)).filter((key) => !key.startsWith('transactions_total')).toSorted(), [
    'held', 'info  stable 1.0.0', 'pinned', 'rolled_back', 'skipped_versions', 'spooled_messages', 'stuck', 'transaction_open',
  ])
})

test('the table and what is written are the same metrics, with the same labels', () => {
  const metrics = metricsOf(full)
  assert.deepEqual(metrics.map(({ name }) => name), Object.keys(metricTable))
  for (const { name, samples } of metrics) {
    assert.ok(samples.length > 0, name)
    for (const { labels } of samples) assert.deepEqual(Object.keys(labels).toSorted(), [...metricTable[name as keyof typeof metricTable].labels].toSorted(), name)
  }
})

for (const [verdict, available] of [['take', 1], ['wait', 1], ['no', 1], ['live', 0], ['older', 0]] as const) {
  test(`newest is '${verdict}': available is ${available}`, () => {
    const newest = { version: '9.9.9', verdict, because: '', untilMs: null, next: null, firstSeenMs: null, forecast: null }
    assert.equal(valuesOf({ ...full, status: { ...full.status, newest } })['update_available'], available)
  })
}

for (const [state, enabled] of [['enabled', 1], ['check-only', 1], ['no-timer', 0], ['switched-off', 0], ['unknown', undefined]] as const) {
  test(`schedule '${state}': timer_enabled is ${enabled}`, () => assert.equal(valuesOf({ ...full, status: { ...full.status, schedule: { ...full.status.schedule, state } } })['timer_enabled'], enabled))
}

test('a rollback that was followed by a good release is over', () => {
  assert.equal(valuesOf({ ...full, history: [anItem({ outcome: 'rolled-back' }), anItem(), anItem({ outcome: 'refused' })] })['rolled_back'], 0)
})

test('promtool finds nothing to say about names, types and texts', () => {
  for (const state of [full, fresh]) assert.equal(execFileSync('promtool', ['check', 'metrics'], { input: exposition(metricsOf(state)), encoding: 'utf8' }), '')
})
