import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openBus, type Bus } from '../../../src/systemd/bus.ts'
import { startInBoot } from '../../../src/systemd/start-in-boot.ts'
import { type FakeManager, serveDirectly, wireUnit, type WireProperties } from '../../support/fake-manager.ts'

const none = ['(uo)', [0, '/']] as const
const queued = ['(uo)', [12, '/org/freedesktop/systemd1/job/12']] as const
const passedOver: WireProperties = { ActiveState: ['s', 'inactive'], SubState: ['s', 'dead'], Job: none, InactiveExitTimestampMonotonic: ['t', 0n], WantedBy: ['as', ['multi-user.target']] }

async function aBoot(t: TestContext, target: WireProperties): Promise<{ readonly bus: Bus; readonly manager: FakeManager; readonly started: () => unknown }> {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  served.manager.units.set('multi-user.target', wireUnit(target))
  served.manager.on('StartUnit', () => ['o', '/org/freedesktop/systemd1/job/7'])
  return { bus, manager: served.manager, started: () => served.manager.calls.filter((call) => call.member === 'StartUnit').map((call) => call.body?.[0]) }
}

test('what the boot wants and passed over is queued, and nobody waits for it', async (t) => {
  const { bus, manager, started } = await aBoot(t, { ActiveState: ['s', 'inactive'], Job: queued })
  manager.units.set('acme.service', wireUnit(passedOver))
  await startInBoot(bus, 'acme.service')
  assert.deepEqual(started(), ['acme.service'])
})

const others: Readonly<Record<string, WireProperties>> = {
  'it has its job already': { Job: queued },
  'it ran in this boot, and ended': { InactiveExitTimestampMonotonic: ['t', 5n] },
  'it failed': { ActiveState: ['s', 'failed'] },
  'it runs': { ActiveState: ['s', 'active'] },
  'it has no file even now': { LoadState: ['s', 'not-found'] },
  'nobody wants it': { WantedBy: ['as', []] },
}

test('what needs no start, or is nobody\'s wish, is left to the boot', async (t) => {
  const { bus, manager, started } = await aBoot(t, { ActiveState: ['s', 'inactive'], Job: queued })
  for (const [why, differs] of Object.entries(others)) {
    manager.units.set('acme.service', wireUnit({ ...passedOver, ...differs }))
    await startInBoot(bus, 'acme.service')
    assert.deepEqual(started(), [], why)
  }
})

test('who boots into a rescue gets no daemon; who is up already does', async (t) => {
  const { bus, manager, started } = await aBoot(t, { ActiveState: ['s', 'inactive'], Job: none })
  manager.units.set('acme.service', wireUnit(passedOver))
  await startInBoot(bus, 'acme.service')
  assert.deepEqual(started(), [])
  manager.units.set('multi-user.target', wireUnit({ Job: none }))
  await startInBoot(bus, 'acme.service')
  assert.deepEqual(started(), ['acme.service'])
})

test('a manager that answers nobody keeps no file from its way back', async () => {
  const bus = openBus([{ kind: 'direct', path: '/run/nobody-listens-here' }])
  await startInBoot(bus, 'acme.service')
  await bus.close()
})
