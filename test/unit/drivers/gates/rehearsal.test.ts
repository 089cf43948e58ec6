import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearsal } from '../../../../src/drivers/gates/rehearsal.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { aSample } from '../../../support/readings.ts'

const signal = new AbortController().signal
const asked = (...outcomes: readonly ('well' | 'ill' | 'fatal' | 'unknown')[]) => rehearsal(async () => outcomes.map((outcome) => aSample(0, outcome, { detail: `it is ${outcome}` }))).ask(aPlan(), signal)

test('g11, g27 what cannot be executed here, or is another version, is refused before anything is touched', async () => {
  for (const outcome of ['ill', 'fatal'] as const) {
    const answer = await asked('well', outcome)
    assert.match(answer.kind === 'no' ? `${answer.reason} (${answer.overridable})` : '', new RegExp(`^version 2\\.0\\.0 does not pass its rehearsal: it is ${outcome} \\(yes\\)$`))
  }
})
test('what passes, what could not see, and what nobody asks about goes on to the judge', async () => {
  for (const outcomes of [['well'], ['unknown'], []] as const) assert.deepEqual(await asked(...outcomes), { kind: 'yes' })
})
test('a plan that is given up asks no more', async () => {
  const own = AbortSignal.abort()
  await rehearsal(async (plan, given) => { assert.deepEqual([plan.to.version, given], ['2.0.0', own]); return [] }).ask(aPlan(), own)
})
