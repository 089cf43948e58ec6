import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stepsBeforeOf, type Entry, type Stamped, type StepName } from '../../../../src/upgrade/journal/entry.ts'
import { fold, isHeldBack, isToStay, toFinish, toUndo } from '../../../../src/upgrade/journal/fold.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { throwsFailure } from '../../../support/throws.ts'

const stepsBefore = stepsBeforeOf({})

const planned: Entry = { entry: 'planned', plan: aPlan() }
const began = (step: StepName): Entry => ({ entry: 'began', step })
const ended = (step: StepName): Entry => ({ entry: 'ended', step })
const failed = (step: StepName): Entry => ({ entry: 'failed', step, code: 'ROLLED_BACK', message: `${step} failed` })
const undoing = (step: StepName): Entry => ({ entry: 'undoing', step })
const undone = (step: StepName): Entry => ({ entry: 'undone', step })
const back = (...steps: StepName[]): Entry[] => steps.flatMap((step) => [undoing(step), undone(step)])
const done = (...steps: StepName[]): Entry[] => steps.flatMap((step) => [began(step), ended(step)])
const closed = (outcome: 'upgraded' | 'rolled-back' | 'refused' | 'stuck'): Entry => ({ entry: 'closed', outcome, running: null, reason: null, downtimeMs: null })
const confirmed: Entry = { entry: 'confirmed' }
const everyStep = done(...stepsBefore)
const upgraded = [...everyStep, confirmed, ...done('settle', 'prune'), closed('upgraded')]
const probationBegan: Entry = { entry: 'probation', stage: 'began', untilMs: 9000 }
const probationEnded = (how: 'passed' | 'crashed' | 'left'): Entry => ({ entry: 'probation', stage: 'ended', how, because: 'why' })
const stamped = (entries: readonly Entry[]): Stamped[] => entries.map((entry, index) => ({ number: index + 1, atMs: 1000 + index, entry }))
const folded = (...entries: Entry[]) => fold(stamped([planned, ...entries]))

describe('legal journals', () => {
  test('a plan alone owes nothing', () => {
    const state = folded()
    assert.deepEqual([state.begun, toUndo(state), state.confirmed], [[], [], 'no'])
  })

  test('what began is undone newest first, ended or not', () => {
    assert.deepEqual(toUndo(folded(...done('lease', 'keep'), began('standby'))), ['standby', 'keep', 'lease'])
  })

  test('what is undone already is not undone again', () => {
    assert.deepEqual(toUndo(folded(...done('lease', 'keep'), began('standby'), failed('standby'), ...back('standby'), undoing('keep'))), ['keep', 'lease'])
  })

  test('after the point of no return there is nothing to undo, only to finish', () => {
    const state = folded(...everyStep, confirmed, began('settle'))
    assert.deepEqual([toUndo(state), toFinish(state)], [[], ['settle', 'prune']])
  })

  test('an interrupted last step begins again', () => {
    const state = folded(...everyStep, confirmed, began('settle'), began('settle'), ended('settle'), ...done('prune'), closed('upgraded'))
    assert.equal(state.closed?.outcome, 'upgraded')
  })

  test('the first failure is the one that counts, downtimes add up, last words are kept', () => {
    const downtime = (milliseconds: number): Entry => ({ entry: 'noted', about: 'downtime', unit: 'a', milliseconds })
    const state = folded(...done('lease', 'keep', 'standby', 'swap', 'reload'), began('restart'), downtime(5), failed('restart'), undoing('restart'),
      { entry: 'noted', about: 'system-journal', unit: 'a', lines: ['x'] }, undone('restart'), downtime(7), { entry: 'noted', about: 'way-back', proof: 'proven' }, undoing('reload'), failed('reload'))
    assert.deepEqual([state.failed?.step, state.downtimeMs, state.lastWords, state.wayBack], ['restart', 12, [{ unit: 'a', lines: ['x'] }], 'proven'])
  })

  test('an undo that failed is tried again from there', () => {
    const state = folded(...done('lease'), began('keep'), undoing('keep'), failed('keep'), undoing('keep'), undone('keep'), ...back('lease'), closed('refused'))
    assert.equal(state.closed?.outcome, 'refused')
  })

  test('after the end of an upgrade comes its probation, and the end of that', () => {
    const state = folded(...upgraded, probationBegan)
    assert.deepEqual(state.probation, { beganAtMs: state.latestAtMs, untilMs: 9000, ended: null })
    const over = folded(...upgraded, probationBegan, probationEnded('crashed'))
    assert.deepEqual([over.probation?.ended, over.closed?.outcome, over.probation?.beganAtMs], [{ atMs: over.latestAtMs, how: 'crashed', because: 'why' }, 'upgraded', state.latestAtMs])
  })

  test('a kept version that could not be proven is closed as stuck', () => {
    const state = folded(...done('lease', 'keep', 'standby'), began('swap'), ...back('swap'), undoing('standby'), failed('standby'), ...back('keep', 'lease'), closed('stuck'))
    assert.equal(state.closed?.outcome, 'stuck')
  })
})

describe('illegal journals', () => {
  const refused: Readonly<Record<string, readonly Entry[]>> = {
    'no plan first': [began('lease')],
    'a second plan': [planned, planned],
    'a step out of order': [planned, began('keep')],
    'a step before the one before it has ended': [planned, began('lease'), began('keep')],
    'an end without a beginning': [planned, ended('lease')],
    'an end after an end': [planned, ...done('lease'), ended('lease')],
    'a step after a failure': [planned, ...done('lease'), began('keep'), failed('keep'), began('standby')],
    'a step while unwinding': [planned, ...done('lease', 'keep'), ...back('keep'), began('standby')],
    'a failure of a step that never began': [planned, failed('swap')],
    'undoing what never began': [planned, undoing('lease')],
    'undoing oldest first': [planned, ...done('lease', 'keep'), undoing('lease')],
    'undone without undoing': [planned, ...done('lease'), undone('lease')],
    'confirmed too early': [planned, ...done('lease', 'keep'), confirmed],
    'confirmed while a step runs': [planned, ...everyStep.slice(0, -1), confirmed],
    'confirmed twice': [planned, ...everyStep, confirmed, confirmed],
    'undoing after the point of no return': [planned, ...everyStep, confirmed, undoing('watch')],
    'a last step before the point of no return': [planned, ...everyStep, began('settle')],
    'last steps out of order': [planned, ...everyStep, confirmed, began('prune')],
    'upgraded without being confirmed': [planned, closed('upgraded')],
    'upgraded before it was finished': [planned, ...everyStep, confirmed, ...done('settle'), closed('upgraded')],
    'rolled back after it was confirmed': [planned, ...everyStep, confirmed, ...done('settle', 'prune'), closed('rolled-back')],
    'closed while a lease is owed': [planned, ...done('lease'), closed('refused')],
    'stuck while the files are not back': [planned, ...done('lease', 'keep', 'standby'), began('swap'), closed('stuck')],
    'anything after the end': [planned, closed('refused'), began('lease')],
    'a probation before the end': [planned, ...everyStep, confirmed, probationBegan],
    'a probation of what was not upgraded': [planned, closed('refused'), probationBegan],
    'a second probation': [planned, ...upgraded, probationBegan, probationBegan],
    'a probation that ends before it begins': [planned, ...upgraded, probationEnded('passed')],
    'a probation that ends twice': [planned, ...upgraded, probationBegan, probationEnded('passed'), probationEnded('left')],
    'a probation anew': [planned, ...upgraded, probationBegan, probationEnded('passed'), probationBegan],
    'a step after a probation': [planned, ...upgraded, probationBegan, began('prune')],
  }
  for (const [name, entries] of Object.entries(refused)) {
    test(name, () => throwsFailure('DATA', /cannot follow/, () => fold(stamped(entries))))
  }

  test('F38 an entry that is there twice', () => {
    throwsFailure('DATA', /it is numbered 1/, () => fold([...stamped([planned]), ...stamped([planned])]))
  })

  test('no entries at all', () => throwsFailure('DATA', /no entries/, () => fold([])))
})

describe('data that the new version migrates', () => {
  const snapshotted = { ...aPlan(), data: { undo: 'snapshot', snapshot: { argv: ['/s'], user: null, timeoutMs: 1 }, restore: { argv: ['/r'], user: null, timeoutMs: 1 }, during: 'running' } } as const
  const of = (plan: ReturnType<typeof aPlan>, ...entries: Entry[]) => fold(stamped([{ entry: 'planned', plan }, ...entries]))
  const staying = (...entries: Entry[]) => of({ ...aPlan(), data: { undo: 'stay' } }, ...entries)
  const swapped = done('lease', 'keep', 'standby', 'swap', 'reload')

  test('stay: until the restart begins everything is undone, and from then on nothing but the lease', () => {
    assert.deepEqual(toUndo(staying(...swapped)), ['reload', 'swap', 'standby', 'keep', 'lease'])
    for (const restart of [[began('restart')], [...done('restart'), began('watch')], [began('restart'), failed('restart')]]) assert.deepEqual(toUndo(staying(...swapped, ...restart)), ['lease'])
    assert.equal(isToStay(staying(...everyStep, confirmed)), false, 'a confirmed one is an upgrade like any other')
    assert.equal(isToStay(of({ ...aPlan({ from: 'nothing' }), data: { undo: 'stay' } }, ...swapped, began('restart'))), false, 'where nothing is restarted, nothing ran')
    assert.equal(isToStay(of(snapshotted, ...done('lease', 'keep', 'standby', 'snapshot', 'swap', 'reload'), began('restart'))), false)
  })

  test('stay: it ends as stuck once the lease is given back, and as nothing else', () => {
    const ill = [...swapped, began('restart'), failed('restart')]
    assert.equal(staying(...ill, ...back('lease'), closed('stuck')).closed?.outcome, 'stuck')
    for (const outcome of ['rolled-back', 'refused', 'upgraded'] as const) throwsFailure('DATA', /stays in its place|never confirmed/, () => staying(...ill, ...back('lease'), closed(outcome)))
    throwsFailure('DATA', /'lease' is not undone/, () => staying(...ill, closed('stuck')))
    throwsFailure('DATA', /'swap' is not the newest to undo|not the newest/, () => staying(...ill, undoing('swap')))
    throwsFailure('DATA', /'swap' is not undone|is not undone/, () => staying(...swapped, failed('reload'), ...back('reload'), closed('stuck')))
    assert.equal(staying(...done('lease', 'keep', 'standby', 'swap'), began('reload'), failed('reload'), ...back('reload', 'swap', 'standby', 'keep', 'lease'), closed('rolled-back')).closed?.outcome, 'rolled-back', 'before the restart')
  })

  test('snapshot: one that could not be put back is left to a person, with the version that needs it, and only then', () => {
    const ill = [...done('lease', 'keep', 'standby', 'snapshot', 'swap', 'reload', 'restart'), began('watch'), failed('watch'), ...back('watch', 'restart', 'reload', 'swap'), undoing('snapshot')]
    const left = [...ill, failed('snapshot'), undoing('standby'), failed('standby'), ...back('keep', 'lease')]
    assert.equal(of(snapshotted, ...left, closed('stuck')).closed?.outcome, 'stuck')
    throwsFailure('DATA', /is not undone/, () => of(snapshotted, ...left, closed('rolled-back')))
    throwsFailure('DATA', /'snapshot' is not undone/, () => of(snapshotted, ...ill, closed('stuck')))
    throwsFailure('DATA', /'standby' is not the newest/, () => of(snapshotted, ...ill, undoing('standby')))
    assert.equal(of(snapshotted, ...ill, { entry: 'noted', about: 'restoring' }).restoring, 'yes')
    assert.deepEqual(of(snapshotted, ...ill, { entry: 'noted', about: 'restoring', runs: [{ unit: 'a', invocation: 'i' }] }).runsStopped, [{ unit: 'a', invocation: 'i' }])
  })

  test('snapshot: what could not be put back is held back until somebody has seen to it, which is said once and of nothing else', () => {
    const left = [...done('lease', 'keep', 'standby', 'snapshot', 'swap', 'reload', 'restart'), began('watch'), failed('watch'), ...back('watch', 'restart', 'reload', 'swap'), undoing('snapshot'), failed('snapshot'), undoing('standby'), failed('standby'), ...back('keep', 'lease')]
    const mended: Entry = { entry: 'noted', about: 'mended', by: 'root' }
    assert.deepEqual([isHeldBack(of(snapshotted, ...left)), isHeldBack(of(snapshotted, ...left, closed('stuck'))), isHeldBack(of(snapshotted, ...left, closed('stuck'), mended))], [false, true, false])
    throwsFailure('DATA', /is closed/, () => of(snapshotted, ...left, closed('stuck'), mended, mended))
    const theirs: Entry = { entry: 'noted', about: 'somebody', unit: 'a', invocation: 'i', live: 'other' }
    assert.equal(isHeldBack(of(snapshotted, theirs, ...left, closed('stuck'))), false, 'it runs, and is theirs')
    throwsFailure('DATA', /is closed/, () => of(snapshotted, theirs, ...left, closed('stuck'), mended))
  })

  test('snapshot: a new version that a boot has started since stays, as one for which nobody wanted a way back', () => {
    const theirs: Entry = { entry: 'noted', about: 'somebody', unit: 'a', invocation: 'i', live: 'new' }
    const found = [...done('lease', 'keep', 'standby', 'snapshot', 'swap', 'reload'), began('restart'), theirs]
    assert.deepEqual([isToStay(of(snapshotted, ...found)), isToStay(of(snapshotted, ...found.slice(0, -1))), isToStay(of(snapshotted, ...found.slice(0, -1), { ...theirs, live: 'other' }))], [true, false, false])
    assert.equal(of(snapshotted, ...found, ...back('lease'), closed('stuck')).closed?.outcome, 'stuck')
  })
})
