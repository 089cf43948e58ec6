import assert from 'node:assert/strict'
import { isFailure } from '../../src/errors.ts'
import { locked } from '../../src/main/settle/locked.ts'
import { run } from '../../src/upgrade/engine.ts'
import { fold } from '../../src/upgrade/journal/fold.ts'
import { createJournal, readJournal } from '../../src/upgrade/journal/journal.ts'
import { placesOf } from '../../src/upgrade/places.ts'
import type { Plan, PlannedFile } from '../../src/upgrade/plan.ts'
import { recover } from '../../src/upgrade/recovery.ts'
import { steps } from '../../src/upgrade/steps/table.ts'
import { aDirectory } from '../support/a-directory.ts'
import { aHost, SimulatedHost, type HostState, type Scenario } from '../support/a-host.ts'
import { aState } from '../support/a-plan.ts'
import { namesAt } from '../support/simulated-disk.ts'
import { describe, test } from '../support/unwatched.ts'
import { product, tell } from './history.ts'

/** Pairs of moments at which the one and then the other dies (failures.md 3f: 43 steps by 43). */
const pairsMin = 1849
/** Of a layout's pairs one in so many is lived through: each moment of the first meets every so-manyeth of the second, and all of them in turn. */
const stride = 2
const go = { kind: 'go' } as const
const second = '20261121T130000Z-000002'

const stages: readonly Scenario[] = [
  { name: 'links', layout: 'links', files: 1, from: 'ours', newVersion: 'well' },
  { name: 'in-place', layout: 'in-place', files: 2, from: 'ours', newVersion: 'well' },
]

describe('3(f) two actors', () => {
  for (const stage of stages) {
    test(`${stage.name}: at every effect of an upgrade whoever else wants the app is refused, and told who has it`, async (t) => {
      const places = placesOf('acme', aDirectory(t))
      const refusals: string[] = []
      const other = async (): Promise<void> => locked(places, 'transaction B', async () => assert.fail('both hold the lock'))
      await locked(places, 'transaction A', async () => {
        const { host } = await meddled(stage, await aHost(stage), async () => void refusals.push(await other().then(() => 'let in', (thrown: unknown) => (isFailure(thrown) ? `${thrown.code} ${thrown.message}` : 'a bug'))))
        assert.equal(host.side, 'new')
      })
      assert.ok(refusals.length >= 43, `${refusals.length} effects`)
      assert.deepEqual([...new Set(refusals)], ['TEMPORARY another run of app-upgrade is at work: transaction A'])
      await locked(places, 'transaction B', async () => {})
    })

    test(`${stage.name}: one dies at any moment, the next settles it and begins, and dies at any moment`, { timeout: 2_700_000 }, async (context) => {
      const first = await tell(stage, await aHost(stage), { act: (host) => product.apply(host), fateOf: () => go })
      const found: string[] = []
      let pairs = 0
      for (const [n, { state }] of first.moments.entries()) {
        const next = await tell(stage, state, { act: settleAndBegin, fateOf: () => go })
        found.push(...(await wrongs(stage, next.host.state)).map((says) => `killed before ${n}: ${says}`))
        for (const [m, moment] of next.moments.entries()) {
          if ((n + m) % stride !== 0) continue
          pairs++
          const third = await tell(stage, moment.state, { act: (host) => recover(host.journals, () => host.ports('live')), fateOf: () => go })
          found.push(...(await wrongs(stage, third.host.state)).map((says) => `killed before ${n}, and the next before ${m}: ${says}`))
        }
      }
      context.diagnostic(`${pairs} pairs`)
      assert.deepEqual(found.slice(0, 5), [])
      assert.ok(pairs >= pairsMin, `${pairs} pairs`)
    })
  }
})

async function meddled(stage: Scenario, state: HostState, meanwhile: () => Promise<void>): Promise<{ readonly host: SimulatedHost }> {
  const host = new SimulatedHost(stage, state, { before: async () => { await meanwhile(); return go }, after: () => {} })
  await product.apply(host)
  return { host }
}

/** What a run does that has got the lock: first what the dead one left, then its own: on, or back where that is what lies there. */
async function settleAndBegin(host: SimulatedHost): Promise<void> {
  const settled = await recover(host.journals, () => host.ports('live'))
  if (settled.some((one) => one.kind === 'settled' && one.ending.recorded === 'no' && one.ending.closed.outcome !== 'upgraded')) return
  const plan = nextPlan(host)
  await run({ journal: await createJournal(host.journals, plan), ports: host.ports('live'), steps })
}

function nextPlan({ plan, side, service }: SimulatedHost): Plan {
  const before = [{ name: 'acme.service', invocationId: service.now('acme.service').invocationId, mainStartedUs: service.daemon.starts }]
  const now = { ...plan, transaction: second, health: { ...plan.health, before }, rollbackHealth: { ...plan.rollbackHealth, before } }
  if (side !== 'new' || plan.from === null) return now
  const back = (file: PlannedFile): PlannedFile => ({ ...file, newSha256: file.keptSha256 ?? '', keptSha256: file.newSha256, newPath: plan.layout.kind === 'links' ? `${plan.from?.directory ?? ''}/${file.name}` : `${file.publicPath}.prev` })
  const [file, ...files] = plan.files
  return { ...now, way: 'back', from: plan.to, to: plan.from, files: [back(file), ...files.map(back)], letGo: [] }
}

/** I1 to I8 of both transactions, as sentences about what does not hold. */
async function wrongs(stage: Scenario, state: HostState): Promise<readonly string[]> {
  const host = new SimulatedHost(stage, state)
  const journals = namesAt(state.disk, `${aState}/journals`)
  const closed = await Promise.all(journals.map(async (name) => fold((await readJournal(host.disk, `${aState}/journals/${name}`))?.entries ?? []).closed))
  const [last, version] = [closed.at(-1) ?? null, host.side === 'old' ? host.plan.from?.version : host.side === 'new' ? host.plan.to.version : null]
  return [
    version === null ? `I1 the live files are ${host.side}` : null,
    closed.includes(null) || journals.some((name) => name.endsWith('.damaged')) ? 'I4 a journal is open or damaged' : null,
    last !== null && last.running !== version ? `I8 '${last.running}' is said to run, and ${version} is live` : null,
    closed.some((one) => one?.outcome === 'stuck') ? 'STUCK' : null,
    state.daemon.runs !== host.side ? `I3 the daemon runs ${state.daemon.runs}, the disk is ${host.side}` : null,
    state.lease === 'held' ? 'the lease was not given back' : null,
  ].filter((one) => one !== null)
}
