import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JournalState, type JournalRule } from '../../../../src/drivers/probes/journal-rule.ts'
import type { JournalMessage } from '../../../../src/systemd/journal-message.ts'

const line = (text: string, changes: Partial<JournalMessage> = {}): JournalMessage => ({ text, priority: 6, from: 'unit', invocationId: null, atMs: 0, ...changes })
const aState = (rule: Partial<JournalRule> = {}, units = ['a.service']): JournalState =>
  new JournalState({ mustAppear: [], mustNotAppear: [], never: null, ...rule }, units)

test('F33 without a line of the run nothing is known, and that is not well', () => {
  assert.equal(aState({ mustNotAppear: ['panic'] }).sample().outcome, 'unknown')
})

test('F33 one line of any kind proves that the system journal holds the run', () => {
  const state = aState({ mustNotAppear: ['panic'] })
  state.hear('a.service', line('Started.', { from: 'manager' }))
  assert.equal(state.sample().outcome, 'well')
})

test('what must appear is missed until it did, and then has appeared', () => {
  const state = aState({ mustAppear: ['^listening'] })
  state.hear('a.service', line('starting; not yet listening'))
  assert.deepEqual(state.sample(), { outcome: 'ill', detail: '/^listening/ has not appeared in the system journal' })
  state.hear('a.service', line('listening on 80'))
  assert.equal(state.sample().outcome, 'well')
})

test('F34 the manager\'s own lines are no words of the daemon', () => {
  const state = aState({ mustAppear: ['ready'], mustNotAppear: ['Failed'] })
  state.hear('a.service', line('ready; Failed', { from: 'manager' }))
  assert.equal(state.sample().outcome, 'ill')
})

test('what must never appear is fatal for ever, also for a later run', () => {
  const state = aState({ mustNotAppear: ['panic'] })
  state.hear('a.service', line('panic: nil'))
  state.begin('a.service')
  assert.deepEqual(state.sample(), { outcome: 'fatal', detail: '/panic/ appeared in the system journal: panic: nil' })
})

test('g34 a graver priority than allowed is fatal, the same line a step below is not', () => {
  const state = aState({ never: 'err' })
  state.hear('a.service', line('careful', { priority: 4 }))
  assert.equal(state.sample().outcome, 'well')
  state.hear('a.service', line('broken', { priority: 3 }))
  assert.equal(state.sample().outcome, 'fatal')
})

test('a new run has to say again what must appear', () => {
  const state = aState({ mustAppear: ['ready'] })
  state.hear('a.service', line('ready'))
  state.begin('a.service')
  state.hear('a.service', line('starting'))
  assert.equal(state.sample().outcome, 'ill')
})

test('F33 a journal that can no longer be read makes what is known unknown', () => {
  const state = aState({ mustAppear: ['ready'] })
  state.hear('a.service', line('ready'))
  state.blind('a.service', 'journalctl ended')
  assert.deepEqual(state.sample(), { outcome: 'unknown', detail: 'journalctl ended' })
})

test('every unit must be heard, and one of them may say what must appear', () => {
  const state = aState({ mustAppear: ['ready'] }, ['a.service', 'b.service'])
  state.hear('a.service', line('ready'))
  assert.equal(state.sample().outcome, 'unknown')
  state.hear('b.service', line('hello'))
  assert.equal(state.sample().outcome, 'well')
  state.hear('c.service', line('of no concern'))
  assert.equal(state.sample().outcome, 'well')
})
