import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { readTimer, timerStateOf } from '../../../src/systemd/next-run.ts'
import { serveDirectly, wireUnit } from '../../support/fake-manager.ts'

const now = { wallMs: Date.UTC(2026, 10, 21, 12), monotonicUs: 5_000_000_000 }
const never = 0xffff_ffff_ffff_ffffn
const timer = { LoadState: 'loaded', ActiveState: 'active', UnitFileState: 'enabled', NextElapseUSecRealtime: 0n, NextElapseUSecMonotonic: never }

test('by the calendar: its time, delay included, as the manager says it', () => {
  const atMs = Date.UTC(2026, 10, 22, 1, 30)
  assert.deepEqual(timerStateOf({ ...timer, NextElapseUSecRealtime: BigInt(atMs) * 1000n }, now), { loaded: 'yes', active: 'yes', enabled: 'yes', nextRunMs: atMs })
})

test('by spans: counted from now by the clock that never jumps; the earlier of the two counts', () => {
  assert.equal(timerStateOf({ ...timer, NextElapseUSecMonotonic: 5_060_000_000n }, now).nextRunMs, now.wallMs + 60_000)
  const both = { ...timer, NextElapseUSecMonotonic: 5_060_000_000n, NextElapseUSecRealtime: BigInt(now.wallMs + 30_000) * 1000n }
  assert.equal(timerStateOf(both, now).nextRunMs, now.wallMs + 30_000)
})

test('never, and a timer that is stopped, have no next run', () => {
  assert.equal(timerStateOf({ ...timer, NextElapseUSecRealtime: never }, now).nextRunMs, null)
  assert.equal(timerStateOf(timer, now).nextRunMs, null)
  assert.deepEqual(timerStateOf({ ...timer, ActiveState: 'inactive', UnitFileState: 'disabled', NextElapseUSecRealtime: 1n }, now), { loaded: 'yes', active: 'no', enabled: 'no', nextRunMs: null })
  assert.deepEqual(timerStateOf({ LoadState: 'not-found', ActiveState: 'inactive', UnitFileState: '' }, now), { loaded: 'no', active: 'no', enabled: 'no', nextRunMs: null })
})

test('the manager is asked about the timer', async (t) => {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  served.manager.units.set('a@x.timer', wireUnit({ NextElapseUSecRealtime: ['t', BigInt(now.wallMs) * 1000n] }))
  assert.deepEqual(await readTimer(bus, 'a@x.timer'), { loaded: 'yes', active: 'yes', enabled: 'yes', nextRunMs: now.wallMs })
})
