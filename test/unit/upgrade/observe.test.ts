import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HealthRule, SampleReading } from '../../../src/policy/reading.ts'
import { observe, type Judgement } from '../../../src/upgrade/observe.ts'
import type { Ports, Probe } from '../../../src/upgrade/ports.ts'
import { aHost, SimulatedHost } from '../../support/a-host.ts'
import { aUnit } from '../../support/readings.ts'
import { SteppedClock } from '../../support/stepped-clock.ts'

const scenario = { name: 'links', layout: 'links', newVersion: 'well' } as const
const rule: HealthRule = { deadlineMs: 1000, steadyMs: 300, restartsMax: 0, before: [], probes: ['p'] }

interface Watching { readonly verdict: Judgement; readonly endedMs: number; readonly heard: number; readonly stopped: 'yes' | 'no' }

/** Watches with one probe that says these things, at these times, and then falls silent. */
async function watching(said: readonly (readonly [atMs: number, outcome: SampleReading['outcome']])[], own: HealthRule = rule, asleep = { fromMs: 0, forMs: 0 }): Promise<Watching> {
  const clock = new SteppedClock()
  const awakeMs = clock.nowMs()
  clock.nowMs = () => awakeMs + clock.monotonicMs() + (clock.monotonicMs() >= asleep.fromMs ? asleep.forMs : 0)
  const host = new SimulatedHost(scenario, await aHost(scenario))
  let stopped: 'yes' | 'no' = 'no'
  let heard = 0
  const probe: Probe = {
    name: 'p',
    async *readings(_, signal) {
      signal.addEventListener('abort', () => { stopped = 'yes' })
      for (const [atMs, outcome] of said) {
        await clock.pause(atMs - clock.monotonicMs())
        yield { kind: 'sample', probe: 'p', atMs: clock.monotonicMs(), outcome, detail: 'as told' }
      }
    },
  }
  const ports: Ports = { ...host.ports('live'), clock, probes: [probe], tell: () => { heard++ } }
  const verdict = await clock.until(observe(host.plan, own, ports))
  return { verdict, endedMs: clock.monotonicMs(), heard, stopped }
}

test('f17 the machine slept through half of the watch: hours of the wall are no time in which a daemon was seen to be well', async () => {
  // CLOCK_MONOTONIC stands still meanwhile, as the daemon does; the wall's clock does not.
  const asleep = { fromMs: 250, forMs: 8 * 3_600_000 }
  const { verdict, endedMs } = await watching([[100, 'well'], [200, 'well'], [300, 'well'], [400, 'well']], rule, asleep)
  assert.deepEqual([verdict.kind, endedMs], ['healthy', 400])
  const silent = await watching([[100, 'well'], [300, 'ill']], rule, asleep)
  assert.deepEqual([silent.verdict.kind, silent.endedMs], ['unhealthy', 1000])
})

describe('observe', () => {
  test('ends as soon as it is steady, and stops the probes', async () => {
    const { verdict, endedMs, stopped } = await watching([[100, 'well'], [200, 'well'], [400, 'well'], [500, 'well']])
    assert.deepEqual([verdict.kind, endedMs, stopped], ['healthy', 400, 'yes'])
  })

  test('a fatal reading ends it at once', async () => {
    assert.deepEqual(await watching([[50, 'fatal'], [60, 'well']]).then(({ verdict, endedMs }) => [verdict.kind, endedMs]), ['unhealthy', 50])
  })

  test('the deadline ends it although nobody says anything', async () => {
    assert.deepEqual(await watching([]).then(({ verdict, endedMs }) => [verdict.kind, endedMs]), ['unhealthy', 1000])
  })

  test('a reading that never comes true is not well at the deadline', async () => {
    assert.deepEqual(await watching([[10, 'ill'], [500, 'ill'], [900, 'unknown']]).then(({ verdict, endedMs }) => [verdict.kind, endedMs]), ['unhealthy', 1000])
  })

  test('g30 nothing to watch is healthy at once', async () => {
    const { verdict, endedMs, heard } = await watching([[1, 'fatal']], { ...rule, probes: [] })
    assert.deepEqual([verdict.kind, endedMs, heard], ['healthy', 0, 0])
  })

  test('many equal readings take the room of two', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => [index / 10, index < 4000 ? 'ill' : 'well'] as const)
    const { verdict, heard } = await watching([...many, [700, 'well'], [800, 'well']])
    assert.equal(verdict.kind, 'healthy')
    assert.ok(heard > 5000)
  })

  test('a daemon that tells its status all the time is judged by what it does', async () => {
    const clock = new SteppedClock()
    const host = new SimulatedHost(scenario, await aHost(scenario))
    const running = aUnit({ name: 'acme.service' })
    const chatty: Probe = {
      name: 'p',
      async *readings() {
        for (let said = 0; said < 3000; said++) {
          await clock.pause(said / 3 - clock.monotonicMs())
          yield { kind: 'unit', probe: 'p', atMs: clock.monotonicMs(), unit: { ...running, statusText: `request ${said}` } }
        }
      },
    }
    const own: HealthRule = { deadlineMs: 100, steadyMs: 900, restartsMax: 0, before: [{ name: 'acme.service', invocationId: 'old', mainStartedUs: 0 }], probes: ['p'] }
    const verdict = await clock.until(observe(host.plan, own, { ...host.ports('live'), clock, probes: [chatty] }))
    assert.deepEqual([verdict.kind, clock.monotonicMs()], ['healthy', 900])
  })

  test('a probe that throws is a bug, and is not swallowed', async () => {
    const host = new SimulatedHost(scenario, await aHost(scenario))
    const broken: Probe = { name: 'p', readings: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new TypeError('oh')) }) }) }
    const clock = new SteppedClock()
    await assert.rejects(clock.until(observe(host.plan, rule, { ...host.ports('live'), clock, probes: [broken] })), TypeError)
  })
})

/** A unit that starts for ever, and is read a hundred times a second, by the stepped clock. */
async function neverWell(texts: (turn: number) => string): Promise<{ readonly because: string; readonly endedMs: number }> {
  const clock = new SteppedClock()
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const chatty: Probe = {
    name: 'p',
    async *readings(_, signal) {
      for (let turn = 0; turn < 4000 && !signal.aborted; turn++) {
        await clock.pause(turn * 10 - clock.monotonicMs())
        yield { kind: 'unit', probe: 'p', atMs: clock.monotonicMs(), unit: aUnit({ name: 'acme.service', activeState: 'activating', subState: 'start', statusText: texts(turn) }) }
      }
    },
  }
  const own: HealthRule = { deadlineMs: 1000, deadlineMaxMs: 30_000, steadyMs: 300, restartsMax: 0, before: [{ name: 'acme.service', invocationId: 'old', mainStartedUs: 0 }], probes: ['p'] }
  const verdict = await clock.until(observe(host.plan, own, { ...host.ports('live'), clock, probes: [chatty] }))
  return { because: verdict.kind === 'unhealthy' ? verdict.because : verdict.kind, endedMs: clock.monotonicMs() }
}

test('g09 progress is remembered however often it is reported, and ends at the cap', async () => {
  const { because, endedMs } = await neverWell((turn) => `migrating ${turn}`)
  assert.equal(endedMs, 30_000)
  assert.match(because, /^not well after 30 s \(its deadline was extended while it reported progress: 'migrating \d{4}'\)/)
})

test('a text that stands still, however often it is read, moves nothing', async () => {
  assert.equal((await neverWell((turn) => turn < 50 ? `migrating ${turn}` : 'migrating 50')).endedMs, 1500)
  assert.equal((await neverWell(() => 'migrating')).endedMs, 1000)
})
