import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fallenWith } from '../../../src/main/fallen.ts'
import type { UnitState } from '../../../src/policy/reading.ts'
import { aUnit } from '../../support/readings.ts'

const died = (differs: Partial<UnitState> = {}): UnitState => aUnit({ name: 'a.service', activeState: 'failed', activeLeftUs: 5000, requiredBy: ['b.service', 'multi-user.target'], ...differs })
const down = (name: string, differs: Partial<UnitState> = {}): UnitState => aUnit({ name, activeState: 'inactive', stopAsked: 'yes', activeLeftUs: 6000, ...differs })
async function fallen(dead: UnitState, ...others: readonly UnitState[]): Promise<readonly string[]> {
  const state = async (name: string): Promise<UnitState> => others.find((unit) => unit.name === name) ?? aUnit({ name, activeState: 'inactive' })
  return (await fallenWith([dead], { state })).map(({ name, of }) => `${name} with ${of}`)
}

test('g36 who requires a unit that died, and was stopped after it, directly or through others', async () => {
  assert.deepEqual(await fallen(died(), down('b.service', { requiredBy: ['c.timer', 'a.service'] }), down('c.timer')), ['b.service with a.service', 'c.timer with a.service'])
  assert.deepEqual(await fallen(died(), down('b.service', { activeState: 'failed' })), ['b.service with a.service'], 'it took its stop badly')
  assert.deepEqual(await fallen(died({ activeState: 'activating', subState: 'auto-restart' }), down('b.service')), ['b.service with a.service'], 'it is tried once more')
})

test('g30 who was stopped before it died, runs, is on its way, or never ran', async () => {
  for (const differs of [{ activeLeftUs: 4999 }, { activeState: 'active' }, { job: 'yes' }, { activeLeftUs: 0 }] as const) assert.deepEqual(await fallen(died(), down('b.service', differs)), [], JSON.stringify(differs))
})

test('f08 a unit that somebody stopped takes along only who was meant, and so does one that never ran', async () => {
  assert.deepEqual(await fallen(died({ stopAsked: 'yes' }), down('b.service')), [])
  assert.deepEqual(await fallen(died({ activeState: 'inactive' }), down('b.service')), [])
  assert.deepEqual(await fallen(died({ activeLeftUs: 0 }), down('b.service')), [])
})
