import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../../src/errors.ts'
import { askGates } from '../../../src/upgrade/ask-gates.ts'
import type { Answer, Gate, Refusal } from '../../../src/upgrade/ports.ts'
import { aPlan } from '../../support/scripted-world.ts'

const signal = new AbortController().signal
const again = { everyMs: 300_000, giveUpMs: 86_400_000 }
const no = (changes: Partial<Refusal> = {}): Refusal => ({ kind: 'no', reason: 'three uploads are under way', next: 'wait', overridable: 'yes', ...changes })
const saying = (answer: Answer, asked: string[] = []): Gate => ({ ask: async () => (asked.push('asked'), answer) })
const ask = (gates: readonly Gate[], force: 'yes' | 'no' = 'no'): Promise<readonly string[]> => askGates(gates, aPlan(), { force }, signal).then(({ remarks }) => remarks)

test('nobody says no: nothing is passed over', async () => {
  assert.deepEqual(await ask([saying({ kind: 'yes' }), saying({ kind: 'yes' })]), [])
})

test('P12 operations that are in flight refuse, and force overrides them and is recorded', async () => {
  await assert.rejects(ask([saying(no())]), (thrown) => isFailure(thrown) && thrown.code === 'REFUSED' && thrown.next === 'wait' && thrown.again === null)
  assert.deepEqual(await ask([saying(no()), saying({ kind: 'yes' }), saying(no({ reason: 'a job runs' }))], 'yes'), ['passed by force: three uploads are under way', 'passed by force: a job runs'])
})

test('P12 what force passed over is planned, so that the journal keeps it', async () => {
  const answers = [saying(no()), saying({ kind: 'yes', remark: 'a word' })]
  assert.deepEqual((await askGates(answers, aPlan(), { force: 'yes' }, signal)).forced, ['three uploads are under way'])
  assert.deepEqual((await askGates(answers.slice(1), aPlan(), { force: 'yes' }, signal)).forced, [])
})

test('what only means "not now" is worth another try, and says when', async () => {
  await assert.rejects(ask([saying(no({ again }))]), (thrown) => isFailure(thrown) && thrown.code === 'TEMPORARY' && thrown.message === 'three uploads are under way' && thrown.again === again)
})

test('F01 a no with a code of its own ends with it', async () => {
  await assert.rejects(ask([saying(no({ code: 'CANT_CREATE' }))]), { code: 'CANT_CREATE' })
})

test('what may not be overridden is not, by nobody', async () => {
  await assert.rejects(ask([saying(no({ overridable: 'no' }))], 'yes'), { code: 'REFUSED' })
  await assert.rejects(ask([saying(no({ overridable: 'no', again }))], 'yes'), { code: 'TEMPORARY' })
})

test('the first no ends it: a gate that runs a command is not asked in vain', async () => {
  const asked: string[] = []
  await assert.rejects(ask([saying(no()), saying({ kind: 'yes' }, asked)]))
  assert.deepEqual(asked, [])
})
