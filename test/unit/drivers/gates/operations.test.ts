import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inFlight, operationsInFlight, type OperationsRule } from '../../../../src/drivers/gates/operations.ts'
import { isPrintable } from '../../../../src/formats/printable.ts'
import { throwsFailure } from '../../../support/throws.ts'

const rule: OperationsRule = { done: 'done', type: 'kind', id: 'id', ignore: [] }
const read = (answer: unknown, changes: Partial<OperationsRule> = {}): string => operationsInFlight(JSON.stringify(answer), { ...rule, ...changes }).map(({ type, id }) => `${type} ${id}`).join(', ')

test("P12 banger's list: what is not done is in flight", () => {
  const operations = [{ kind: 'vm.create', id: 4711, done: false }, { kind: 'image.pull', id: 'a', done: true }, { kind: 'image.pull', id: '12', done: false }]
  assert.equal(read(operations), 'vm.create 4711, image.pull 12')
  assert.equal(read({ result: { operations } }, { list: 'result.operations' }), 'vm.create 4711, image.pull 12')
  assert.equal(read([]) + read(null) + read({ operations: null }, { list: 'operations' }), '')
})

test('what does not say that it is over is not; null and a field that is left out are false', () => {
  assert.equal(read([{ kind: 'a', id: 1 }, { kind: 'b', done: null }, {}]), 'a 1, b null, null null')
  assert.equal(read([{ state: { phase: 'ok' } }, { state: { phase: 'failed' } }, { kind: 'a', id: 1, state: { phase: 'running' } }, { kind: 'b', id: 2 }], { done: 'state.phase', done_values: ['ok', 'failed'] }), 'a 1, b 2')
  assert.equal(read([{ done: 1 }, { kind: 'a', id: 1, done: '1' }], { done_values: [1] }), 'a 1')
})

test('kinds that do not matter are left out; what has no kind matters', () => {
  assert.equal(read([{ kind: 'metrics.push', id: 1 }, { kind: 'metrics', id: 2 }, { id: 3 }], { ignore: ['metrics.*'] }), 'metrics 2, null 3')
  assert.equal(read([{ op: { name: 'x' }, uuid: 'u', kind: 'y' }], { type: 'op.name', id: 'uuid', ignore: ['y'] }), 'x u')
})

test('an answer that is not clear is DATA, and is not quoted', () => {
  const wrong = (json: string, says: RegExp, changes: Partial<OperationsRule> = {}): void => throwsFailure('DATA', says, () => operationsInFlight(json, { ...rule, ...changes }))
  wrong('hunter2', /^its answer is not JSON$/)
  wrong('', /not JSON/)
  wrong('[{}', /not JSON/)
  wrong('{"operations": []}', /its answer is no list/)
  wrong('{"op": []}', /no list at 'operations'/, { list: 'operations' })
  wrong('[]', /no list at 'length'/, { list: 'length' })
  for (const entry of ['1', 'null', '[]', '"x"']) wrong(`[{"done": true}, ${entry}]`, /^entry 2 of its list is no table$/)
  for (const done of ['1', '"true"', '"2026-11-21"', '{}']) wrong(`[{"done": ${done}}]`, /^entry 1 of its list has neither true nor false at 'done'$/)
  wrong('['.repeat(500_000), /not JSON/)
})

test('they are listed with their number, at most ten, and never at length', () => {
  assert.equal(inFlight([{ type: 'vm.create', id: '4711' }, { type: 'image.pull', id: '12' }]), '2 operations in flight: vm.create 4711, image.pull 12')
  assert.equal(inFlight([{ type: null, id: null }]), '1 operation in flight: operation')
  assert.match(inFlight(Array.from({ length: 12 }, (_, at) => ({ type: 'x', id: String(at) }))), /x 9 and 2 more$/)
  const hostile = inFlight(Array.from({ length: 12 }, () => ({ type: '\u202e'.repeat(99), id: '\x1b[2J'.repeat(99) })))
  assert.ok(isPrintable(hostile) && hostile.length < 350)
})

test('a number that a double cannot hold is not shown as another one', () => {
  assert.deepEqual(operationsInFlight('[{"kind": "a", "id": 12345678901234567890}]', rule), [{ type: 'a', id: null }])
})
