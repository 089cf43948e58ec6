import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bus } from '../../../src/systemd/bus.ts'
import { propertyText } from '../../../src/systemd/property-text.ts'

const bus: Bus = {
  call: async () => [],
  ask: async ({ member }) => (member === 'LoadUnit' ? ['/org/freedesktop/systemd1/unit/acme_2eservice'] : [{ ActiveState: 'active', NRestarts: 3, MemoryCurrent: 18_446_744_073_709_551_615n, CanStop: true, Job: [0, '/'] }]),
  listen: async () => () => {},
  close: async () => {},
}

test('as systemctl show writes them; what is no simple value, or is not there, is null', async () => {
  const read = await Promise.all(['ActiveState', 'NRestarts', 'MemoryCurrent', 'CanStop', 'Job', 'activeState'].map((name) => propertyText(bus, 'acme.service', name)))
  assert.deepEqual(read, ['active', '3', '18446744073709551615', 'yes', null, null])
})
