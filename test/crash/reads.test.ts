import assert from 'node:assert/strict'
import { isFailure } from '../../src/errors.ts'
import { run } from '../../src/upgrade/engine.ts'
import { createJournal } from '../../src/upgrade/journal/journal.ts'
import { recover } from '../../src/upgrade/recovery.ts'
import { steps } from '../../src/upgrade/steps/table.ts'
import { aHost, type HostState, type Scenario, SimulatedHost } from '../support/a-host.ts'
import { failingReads } from '../support/failing-reads.ts'
import { test } from '../support/unwatched.ts'
import { product, tell } from './history.ts'
import { violations } from './invariants.ts'
import { scenarios } from './scenarios.ts'

/** failures.md F03 and F10: what only looks and reads fails, too. What could not be read is never taken for what it should be, nor for "there is none". */
const some = scenarios.filter(({ name }) => ['links, 1 file', 'links, 3 files adopted, ill', 'in-place, 1 file, ill', 'in-place, 3 files', 'in-place, 2 files, units travel, ill'].includes(name))

for (const scenario of some) {
  test(`F03 F10 the nth read fails, once and from then on, for every n: ${scenario.name}`, async () => {
    const begin = await aHost(scenario)
    for (const fault of [(at: number) => (number: number) => number === at, (at: number) => (number: number) => number >= at]) await everyRead(scenario, begin, { act: applies, fault })
  })
  test(`F03 F10 the nth read of a recovery fails, for every n, after every third kill: ${scenario.name}`, async () => {
    const { moments } = await tell(scenario, await aHost(scenario), { act: (host) => product.apply(host), fateOf: () => ({ kind: 'go' }) })
    for (const { state } of moments.filter((_, number) => number % 3 === 0)) await everyRead(scenario, state, { act: recovers, fault: (at) => (number) => number === at })
  })
}

type Fails = (number: number) => boolean
type Act = (host: SimulatedHost, fails: Fails) => Promise<number>

const applies: Act = async (host, fails) => {
  const { disk, count } = failingReads(host.disk, fails)
  await onlyFailures(async () => run({ journal: await createJournal({ ...host.journals, disk }, host.plan), ports: host.ports('live', disk), steps }))
  return count()
}
const recovers: Act = async (host, fails) => {
  const { disk, count } = failingReads(host.disk, fails)
  await onlyFailures(() => recover({ ...host.journals, disk }, () => host.ports('live', disk)))
  return count()
}

/** A fault at each read in turn; afterwards recovery, with a disk that reads again, must find or make everything right. */
async function everyRead(scenario: Scenario, begin: HostState, { act, fault }: { readonly act: Act; readonly fault: (at: number) => Fails }): Promise<void> {
  for (let at = 0, reads = Infinity; at < reads; at++) {
    // One that ends early reads less: the number is known once no read is left to fail.
    const host = new SimulatedHost(scenario, begin)
    const count = await act(host, fault(at))
    if (count <= at) reads = 0
    assert.notEqual(host.side, 'broken', `read ${at}`)
    const settled = new SimulatedHost(scenario, host.state)
    await product.recover(settled, 'live')
    assert.deepEqual([`read ${at}`, ...await violations(scenario, settled.state, { told: null, promised: '' })], [`read ${at}`])
    assert.ok(settled.service.isWell, `read ${at}: nothing runs`)
  }
}

async function onlyFailures(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
  }
}
