import assert from 'node:assert/strict'
import { run } from '../../src/upgrade/engine.ts'
import { fold } from '../../src/upgrade/journal/fold.ts'
import { createJournal, journalPath, readJournal } from '../../src/upgrade/journal/journal.ts'
import { steps } from '../../src/upgrade/steps/table.ts'
import { aHost, poweredUp, type HostState, type Scenario, SimulatedHost } from '../support/a-host.ts'
import { fates } from '../support/power-cut.ts'
import { test } from '../support/unwatched.ts'
import { journalOf, product, tell } from './history.ts'

/** Each cut is given so many fates of what was not synced; the disk's own matrix (links.test.ts, in-place.test.ts) gives it many more. */
const fatesOfACut = 4

/** A release that migrates the data when it starts, and whose operator wants no way back for them. */
const upgrade = async (host: SimulatedHost) => run({ journal: await createJournal(host.journals, { ...host.plan, data: { undo: 'stay' } }), ports: host.ports('live'), steps })

for (const layout of ['links', 'in-place'] as const) for (const newVersion of ['well', 'ill', 'fails'] as const) {
  const scenario: Scenario = { name: `${layout}, stays, ${newVersion}`, layout, files: 2, from: 'ours', newVersion, data: 'migrated' }

  test(`g31 ${scenario.name}: wherever it dies, the version that lies there is one that knows its data`, async () => {
    const begin = await aHost(scenario)
    const { moments, host, result } = await tell(scenario, begin, { act: upgrade, fateOf: () => ({ kind: 'go' }) })
    assert.deepEqual([result.closed.outcome, host.side], newVersion === 'well' ? ['upgraded', 'new'] : ['stuck', 'new'])
    const ends = new Map<string, number>()
    for (const [number, { state, effect }] of moments.entries()) {
      if (effect !== null) await survived(scenario, `kill before ${number}`, { state, when: 'live', ends })
      for (const fate of fates(state.disk, fatesOfACut)) await survived(scenario, `power cut before ${number} [${fate.digits.join(' ')}]`, { state: poweredUp(scenario, state, fate.state), when: 'boot', ends })
    }
    // The matrix means something only if both ends were met.
    assert.ok((ends.get('rolled-back') ?? 0) > 0 && (ends.get('stuck') ?? 0) > 0, JSON.stringify([...ends]))
  })
}

interface Crash { readonly state: HostState; readonly when: 'live' | 'boot'; readonly ends: Map<string, number> }

async function survived(scenario: Scenario, history: string, { state, when, ends }: Crash): Promise<void> {
  const recovering = await tell(scenario, state, { act: (host) => product.recover(host, when), fateOf: () => ({ kind: 'go' }), later: 'yes' })
  const { host } = recovering
  if (when === 'boot') host.service.start()
  const text = await readJournal(host.disk, journalPath(host.journals.directory, host.plan.transaction))
  const said = text === null || text.entries.length === 0 ? null : fold(text.entries)
  const { daemon, lease } = host.state
  ends.set(said?.closed?.outcome ?? 'nothing', (ends.get(said?.closed?.outcome ?? 'nothing') ?? 0) + 1)
  assert.ok(said === null || said.closed !== null, `${history}: the journal is open`)
  assert.equal(lease, 'free', history)
  // What is said to run does; and a version that nobody started need not stay.
  assert.ok(said?.closed?.outcome !== 'stuck' || daemon.runs !== 'old', `${history}: 2.0.0 is said to run, and 1.0.0 does`)
  const isNew = said?.closed?.outcome === 'stuck' || said?.closed?.outcome === 'upgraded'
  assert.equal(host.side, isNew ? 'new' : 'old', `${history}: ${said?.closed?.outcome ?? 'nothing'}`)
  // The version before runs on its own data, and never on those of the new one.
  if (!isNew) assert.deepEqual([daemon.data, daemon.runs], ['old', 'old'], history)
  if (said?.closed?.outcome === 'stuck') assert.ok(said.begun.includes('restart') && said.closed.running === '2.0.0', history)
  const again = await tell(scenario, host.state, { act: (one) => product.recover(one, 'live'), fateOf: () => ({ kind: 'go' }), later: 'yes' })
  assert.equal(journalOf(again.host), journalOf(host), `${history}: a second recovery wrote something`)
}
