import assert from 'node:assert/strict'
import { test } from 'node:test'
import { machine } from '../../../../src/host/machine.ts'
import { stuckFindings } from '../../../../src/main/looks/stuck-finding.ts'
import type { Entry } from '../../../../src/upgrade/journal/entry.ts'
import { createJournal } from '../../../../src/upgrade/journal/journal.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aLivedHost } from '../../../support/a-lived-host.ts'

test('R7 an app of which no version was proven is no app that is simply ready', async (t) => {
  const { app } = aLivedHost(t, ['1.0.0'])
  assert.deepEqual(await stuckFindings(app), [])
  const journal = await createJournal({ disk: machine.disk, clock: { nowMs: () => 1_700_000_000_000 }, directory: app.places.journals }, aPlan())
  const whole = (step: 'lease' | 'keep' | 'standby'): readonly Entry[] => [{ entry: 'began', step }, { entry: 'ended', step }]
  const back = (step: 'keep' | 'lease'): readonly Entry[] => [{ entry: 'undoing', step }, { entry: 'undone', step }]
  const left: readonly Entry[] = [{ entry: 'undoing', step: 'standby' }, { entry: 'failed', step: 'standby', code: 'STUCK', message: 'nobody answers' }]
  const end: Entry = { entry: 'closed', outcome: 'stuck', running: null, reason: 'nobody answers', downtimeMs: null }
  for (const entry of [...whole('lease'), ...whole('keep'), ...whole('standby'), ...left, ...back('keep'), ...back('lease'), end]) await journal.append(entry)
  const [found, ...more] = await stuckFindings(app)
  assert.deepEqual([found?.state, found?.about, more], ['warning', 'acme: last run', []])
  assert.match(found?.next ?? '', /'app-upgrade status acme' says why/)
})
