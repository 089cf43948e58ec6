import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bus } from '../../../src/systemd/bus.ts'
import type { Call } from '../../../src/systemd/connection.ts'
import { unitsAtWork } from '../../../src/systemd/units-at-work.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

function aBus(answer: readonly unknown[]): { readonly bus: Bus; readonly asked: Call[] } {
  const asked: Call[] = []
  const ask: Bus['ask'] = async (call) => {
    asked.push(call)
    return answer
  }
  return { asked, bus: { ask, call: ask, listen: async () => () => {}, close: async () => {} } }
}

test('f05 who is at work is asked by pattern; units that rest are not told', async () => {
  const { bus, asked } = aBus([[['app-upgrade@acme.service', 'Upgrade to acme', 'loaded', 'activating'], ['app-upgrade@jaco.service', '', 'loaded', 'deactivating']]])
  assert.deepEqual(await unitsAtWork(bus, ['app-upgrade@*.service']), ['app-upgrade@acme.service', 'app-upgrade@jaco.service'])
  assert.deepEqual(asked[0]?.body, [['active', 'reloading', 'activating', 'deactivating'], ['app-upgrade@*.service']])
})

test('an answer that is no list is the manager’s mistake', async () => await rejectsWithFailure('PROTOCOL', /not a list of units/, unitsAtWork(aBus(['none']).bus, [])))
