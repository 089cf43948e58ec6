import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { Ports, UpgradeEvent } from '../../../../src/upgrade/ports.ts'
import { patientJob, type PatientEnd } from '../../../../src/upgrade/steps/patience.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'
import { aUnit } from '../../../support/readings.ts'
import { SteppedClock } from '../../../support/stepped-clock.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }
const starting = (differs: Partial<UnitState> = {}): UnitState => aUnit({ activeState: 'activating', subState: 'start', ...differs })

interface Told { readonly end: PatientEnd; readonly atMs: number; readonly looks: number; readonly told: readonly UpgradeEvent[] }

/** A unit that is ready at this time, or never; each look sees it as it is then. Patience is 10 s, and no more than 35 s in all. */
async function waiting(readyMs: number, sees: (atMs: number) => UnitState, deadlineMaxMs = 35_000, onlooker: Partial<Pick<Ports, 'onlooker'>> = {}): Promise<Told> {
  const clock = new SteppedClock()
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const told: UpgradeEvent[] = []
  let looks = 0
  const service = changedService(host.ports('live').service, {
    state: async () => { looks++; return sees(clock.monotonicMs()) },
    job: async (_unit, _what, signal) => await new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ result: 'canceled', downtimeMs: null }))
      void clock.pause(readyMs).then(() => resolve({ result: 'done', downtimeMs: 5 }))
    }),
  })
  const end = await clock.until(patientJob({ restartTimeoutMs: 10_000 }, { name: 'a.service', restart: 'restart' }, { service, clock, tell: (event) => void told.push(event), ...onlooker }, { deadlineMaxMs }))
  return { end, atMs: clock.monotonicMs(), looks, told }
}
const summary = ({ end: { ended, patience, waitedMs, reported }, atMs, looks }: Told) => [ended.result, patience, waitedMs, reported, atMs, looks]

test('g06 without a sign of progress a start is waited for once, and looked at once', async () => {
  assert.deepEqual(summary(await waiting(99_000, () => starting())), ['canceled', 'ours', 10_000, null, 10_000, 1])
  assert.deepEqual(summary(await waiting(9000, () => starting())), ['done', 'left', 0, null, 9000, 0])
})

test('a text that changes gives it as long again, one look each time, and it may become ready', async () => {
  assert.deepEqual(summary(await waiting(28_000, (atMs) => starting({ statusText: `migrating ${atMs / 1000}/30` }))), ['done', 'left', 20_000, 'migrating 20/30', 28_000, 2])
})

test('a text that stands still gives it no more than the once for having said it', async () => {
  assert.deepEqual(summary(await waiting(99_000, () => starting({ statusText: 'migrating' }))), ['canceled', 'ours', 20_000, 'migrating', 20_000, 2])
})

test('g09 a start that is extended for ever ends at the cap, without a look that could change nothing', async () => {
  assert.deepEqual(summary(await waiting(99_000, () => starting({ startExtended: 'yes' }))), ['canceled', 'ours', 35_000, 'it asked for more time to start', 35_000, 3])
  assert.deepEqual(summary(await waiting(99_000, (atMs) => starting({ statusText: `${atMs}` }))), ['canceled', 'ours', 35_000, '30000', 35_000, 3])
  // A cap below the patience takes nothing away from it.
  assert.deepEqual(summary(await waiting(99_000, () => starting({ startExtended: 'yes' }), 5000)), ['canceled', 'ours', 10_000, null, 10_000, 0])
})

for (const [name, state] of [
  ['that stops: the old run may be slow to go', aUnit({ activeState: 'deactivating', statusText: 'a' })],
  ['that waits for an automatic restart', starting({ subState: 'auto-restart', statusText: 'a' })],
] as const) test(`no more patience with a unit ${name}`, async () => {
  assert.deepEqual(summary(await waiting(99_000, () => state)).slice(0, 4), ['canceled', 'ours', 10_000, null])
})

test('F28 not seeing the unit is no sign; a bug is not swallowed', async () => {
  assert.deepEqual(summary(await waiting(99_000, () => { throw failure('UNAVAILABLE', 'the bus is gone') })).slice(0, 3), ['canceled', 'ours', 10_000])
  await assert.rejects(waiting(99_000, () => { throw new TypeError('oh') }), TypeError)
})

test('what it says while it starts is told as it comes, each text once; what the old run says is not', async () => {
  const states = [aUnit({ statusText: 'old' }), starting({ statusText: 'one' }), starting({ statusText: 'one', mainPid: 5 }), starting({ statusText: 'two' }), aUnit({ statusText: 'ready' })]
  const onlooker = { async *states() { yield* states } }
  const said = async (readyMs: number) => (await waiting(readyMs, () => starting(), 35_000, { onlooker })).told.map((event) => event.kind === 'reading' && event.reading.kind === 'unit' && event.reading.unit.statusText)
  assert.deepEqual(await said(5000), ['one', 'two'])
  assert.deepEqual(await said(1999), [], 'whoever starts at once is left in peace')
})
