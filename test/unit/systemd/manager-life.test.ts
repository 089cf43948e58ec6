import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { managerLife } from '../../../src/systemd/manager-life.ts'
import { serveDirectly } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

test('the life of a service manager is when it began; one that does not say is a failure', async (t) => {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  served.manager.on('Get', ({ body }) => (body?.[1] === 'UserspaceTimestamp' ? ['v', ['t', 1_700_000_000_000_001n]] : { error: 'org.freedesktop.DBus.Error.UnknownProperty' }))
  assert.equal(await managerLife(bus), '1700000000000001')
  served.manager.on('Get', () => ['v', ['s', 'soon']])
  await rejectsWithFailure('PROTOCOL', /did not say when it began/, managerLife(bus))
})
