import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unit } from '../../../../src/drivers/probes/unit.ts'
import { aUnit } from '../../../support/readings.ts'
import { aWatchedPlan, readingsOf, someTools } from '../../../support/probe-tools.ts'

test('every restarted unit, none that rests (g30); blindness is unknown', async () => {
  const plan = aWatchedPlan({ units: [{ name: 'a.service', restart: 'restart', then: 'restart' }, { name: 'b.service', restart: 'restart', then: 'restart' }, { name: 'c.service', restart: 'restart', then: 'rest' }] })
  const { tools } = someTools({ sights: (name) => [{ kind: 'state', state: aUnit({ name }) }, { kind: 'blind', because: 'the bus is gone' }] })
  const readings = await readingsOf(unit.make({ kind: 'unit' }, tools), 4, plan)
  const names = readings.map((reading) => (reading.kind === 'unit' ? reading.unit.name : `${reading.outcome}: ${reading.detail}`))
  assert.deepEqual(names.toSorted(), ['a.service', 'b.service', 'unknown: the bus is gone', 'unknown: the bus is gone'])
})
