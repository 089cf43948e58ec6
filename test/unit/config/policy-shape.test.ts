import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { policy } from '../../../src/config/policy-shape.ts'

const hour = 3_600_000

test('nothing said: the newest finished release at any time, nothing pinned, nothing held, and a look at it for ten minutes afterwards', () => {
  assert.deepEqual(v.parse(policy, {}), {
    channel: 'stable', pin: null, hold: null, minimumAgeMs: 0, stopOvers: [], rollout: 'honoured', windows: [], late: 'wait', auto: 'upgrade',
    keepReleases: 3, keepMs: null, probation: { forMs: 600_000, then: 'roll-back' },
  })
})
test('everything said', () => {
  const { windows, ...all } = v.parse(policy, {
    channel: 'beta', pin: '1.2.3', hold: true, minimum_age: '24h', stop_overs: ['v2.0.0', '1.10.0', '1.9.0'], rollout: 'ignored',
    windows: ['Sat 02:00-05:00 Europe/Berlin', '22:00-04:00'], late: 'catch-up', auto: 'check', keep_releases: 5, keep_days: 7, probation: '0s', late_crash: 'tell',
  })
  const nobody = { by: null, atMs: null, reason: null }
  assert.deepEqual(all, {
    channel: 'beta', pin: { version: '1.2.3', ...nobody }, hold: { untilMs: null, ...nobody }, minimumAgeMs: 24 * hour, stopOvers: ['1.9.0', '1.10.0', '2.0.0'], rollout: 'ignored',
    late: 'catch-up', auto: 'check', keepReleases: 5, keepMs: 7 * 24 * hour, probation: { forMs: 0, then: 'tell' },
  })
  assert.deepEqual(windows.map(({ text, zone, days }) => [text, zone, days.length]), [['Sat 02:00-05:00 Europe/Berlin', 'Europe/Berlin', 1], ['22:00-04:00', null, 7]])
})
