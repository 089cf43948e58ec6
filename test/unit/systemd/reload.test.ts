import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { reloadManager } from '../../../src/systemd/reload.ts'
import { managerPath, serveDirectly } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

test('F29 its answer is awaited; lost after the reload has ended, it is not missed', async (t) => {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  await reloadManager(bus)
  assert.equal(served.manager.asked('Reload'), 1)
  served.manager.on('Reload', (_, manager) => { manager.drop(); return 'silence' })
  await rejectsWithFailure('UNAVAILABLE', /no answer/, reloadManager(bus))
  served.manager.on('Reload', (_, manager) => {
    manager.signal({ path: managerPath, of: 'org.freedesktop.systemd1.Manager', member: 'Reloading' }, 'b', false)
    setImmediate(() => manager.drop())
    return 'silence'
  })
  await reloadManager(bus)
})
