import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataHeld } from '../../../../src/drivers/gates/data-held.ts'
import type { Entry } from '../../../../src/upgrade/journal/entry.ts'
import { fold } from '../../../../src/upgrade/journal/fold.ts'
import { aPlan } from '../../../support/a-plan.ts'

const plan = aPlan({ data: 'migrated' })
const folded = (...entries: readonly Entry[]) => fold([{ entry: 'planned' as const, plan }, ...entries].map((entry, index) => ({ number: index + 1, atMs: index, entry })))
const step = (name: 'snapshot' | 'swap' | 'lease' | 'keep' | 'standby' | 'reload' | 'restart'): readonly Entry[] => [{ entry: 'began', step: name }, { entry: 'ended', step: name }]
const undone = (name: 'swap' | 'lease' | 'keep' | 'reload' | 'restart'): readonly Entry[] => [{ entry: 'undoing', step: name }, { entry: 'undone', step: name }]
const notUndone = (name: 'snapshot' | 'standby'): readonly Entry[] => [{ entry: 'undoing', step: name }, { entry: 'failed', step: name, code: 'STUCK', message: 'gone' }]
const held = [
  ...(['lease', 'keep', 'standby', 'snapshot', 'swap', 'reload', 'restart'] as const).flatMap(step), ...(['restart', 'reload', 'swap'] as const).flatMap(undone),
  ...notUndone('snapshot'), ...notUndone('standby'), ...(['keep', 'lease'] as const).flatMap(undone), { entry: 'closed', outcome: 'stuck', running: null, reason: 'gone', downtimeMs: null },
] as const satisfies readonly Entry[]
const asked = (newest: ReturnType<typeof folded> | null) => dataHeld(() => newest).ask(plan, new AbortController().signal)

test('g31 nothing is built on data that could not be put back, until somebody has seen to them', async () => {
  const answer = await asked(folded(...held))
  assert.ok(answer.kind === 'no' && answer.overridable === 'yes')
  assert.match(`${answer.reason}: ${answer.next}`, /could not be put back by transaction 20261121T120000Z-000001.*app-upgrade recover acme --data-restored/)
  assert.equal((await asked(folded(...held, { entry: 'noted', about: 'mended', by: 'root' }))).kind, 'yes')
  assert.equal((await asked(folded(...held.slice(0, -1)))).kind, 'yes', 'still open: settled first')
  assert.equal((await asked(null)).kind, 'yes')
})
