import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { failedDependency } from '../../../src/systemd/failed-dependency.ts'
import { serveDirectly, wireUnit, type WireProperties } from '../../support/fake-manager.ts'

const failed: WireProperties = { ActiveState: ['s', 'failed'], Result: ['s', 'timeout'] }

test('g28 the first failed unit among those that it cannot do without', async (t) => {
  const served = await serveDirectly()
  const { address, manager } = served
  const bus = openBus([address])
  t.after(async () => { await bus.close(); await served.close() })
  for (const [property, name] of [['Requires', 'b.service'], ['BindsTo', 'c.mount'], ['Requisite', 'd.service']] as const) {
    manager.units.clear()
    manager.units.set('a.service', wireUnit({ Wants: ['as', ['e.service']], [property]: ['as', [name]] }))
    manager.units.set('e.service', wireUnit(failed))
    manager.units.set(name, wireUnit())
    assert.equal(await failedDependency(bus, 'a.service'), null, 'what it only wants does not count')
    manager.units.set(name, wireUnit(failed))
    assert.equal(await failedDependency(bus, 'a.service'), `'${name}' (timeout)`)
  }
})
test('a manager that does not answer costs a word, no more', async () => {
  const bus = { call: async () => [], ask: async () => { throw new Error('gone') }, listen: async () => () => {}, close: async () => {} }
  assert.equal(await failedDependency(bus, 'a.service'), null)
})
