import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run, unwind } from '../../../src/upgrade/engine.ts'
import { isHeldBack } from '../../../src/upgrade/journal/fold.ts'
import { createJournal, openJournal, reopenJournal } from '../../../src/upgrade/journal/journal.ts'
import { mend, sayRestored } from '../../../src/upgrade/mend.ts'
import { steps } from '../../../src/upgrade/steps/table.ts'
import { aHost, SimulatedHost, type Scenario } from '../../support/a-host.ts'
import { aRestore } from '../../support/a-plan.ts'

const scenario: Scenario = { name: 'mended', layout: 'links', newVersion: 'ill', data: 'migrated' }

/** An ill version whose data are not put back: by the command's own answer (1), or because it was killed (null). */
async function notPutBack(status: 1 | null) {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = host.ports('live')
  const operator: typeof ports.operator = { ...ports.operator, run: async (command) => (command.argv[0] === aRestore ? { status, output: '', trouble: null } : ports.operator.run(command)) }
  const ending = await run({ journal: await createJournal(host.journals, host.plan), ports: { ...ports, operator }, steps })
  assert.deepEqual([ending.closed.outcome, host.service.daemon.latch], ['stuck', 'shut'])
  return { host, ports }
}

test('g31 what a person has seen to is started, proven, and not held back any more', async () => {
  const { host, ports } = await notPutBack(1)
  const journal = await reopenJournal(host.journals, host.plan.transaction)
  assert.ok(isHeldBack(journal.state))
  await host.service.restore()
  await mend(journal, ports, 'root')
  assert.deepEqual([host.service.daemon.runs, host.service.daemon.latch, isHeldBack(journal.state), journal.state.mended?.by], ['old', undefined, false, 'root'])
  assert.equal((await openJournal(host.journals, host.plan.transaction))?.state.mended?.by, 'root', 'durable')
})

test('while the journal is open it is written there, and whoever settles it does not put them back once more', async () => {
  const { host, ports } = await notPutBack(null)
  const journal = await openJournal(host.journals, host.plan.transaction)
  assert.ok(journal !== null)
  await host.service.restore()
  host.service.daemon = { ...host.service.daemon, written: 'since' }
  assert.equal(await sayRestored(journal), 'yes')
  assert.equal(await sayRestored(journal), 'no', 'said already')
  const { closed } = await unwind({ journal, ports, steps }, null)
  assert.deepEqual([closed.outcome, host.service.daemon.runs, host.service.daemon.written, host.service.daemon.latch], ['rolled-back', 'old', 'since', undefined])
})
