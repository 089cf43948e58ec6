import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { queueUnit } from '../../../src/systemd/queue-unit.ts'
import { serveDirectly, wireUnit } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

test('the job is queued; its end, which never comes here, is nobody\'s business', async (t) => {
  const served = await serveDirectly()
  const { address, manager } = served
  const bus = openBus([address])
  t.after(async () => { await bus.close(); await served.close() })
  manager.units.set('tell.service', wireUnit())
  manager.on('RestartUnit', () => ['o', '/org/freedesktop/systemd1/job/7'])
  await queueUnit(bus, 'RestartUnit', 'tell.service')
  assert.deepEqual(manager.calls.find((call) => call.member === 'RestartUnit')?.body, ['tell.service', 'replace'])
})

test('nobody is there: UNAVAILABLE', async () => {
  const bus = openBus([{ kind: 'direct', path: '/run/nobody-listens-here' }])
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached over D-Bus/, queueUnit(bus, 'RestartUnit', 'tell.service'))
  await bus.close()
})
