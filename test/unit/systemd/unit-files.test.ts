import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openBus, type Bus } from '../../../src/systemd/bus.ts'
import { disableUnitFiles, enableUnitFiles, forgetLastRun, unitFileNames, unitFileState } from '../../../src/systemd/unit-files.ts'
import { serveDirectly, type FakeManager } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

async function aManager(t: TestContext): Promise<{ readonly bus: Bus; readonly manager: FakeManager }> {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  return { bus, manager: served.manager }
}
const lastOf = (manager: FakeManager): readonly unknown[] | undefined => manager.calls.at(-1)?.body
const units = ['a@x.timer', 'b@x.path']

test('enable: for good, and over no link that leads elsewhere', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('EnableUnitFiles', () => ['ba(sss)', true, []])
  await enableUnitFiles(bus, units)
  assert.deepEqual(lastOf(manager), [units, false, false])
})

test('enable: what cannot be is refused, and names the units', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('EnableUnitFiles', () => ({ error: 'org.freedesktop.systemd1.UnitMasked' }))
  await rejectsWithFailure('REFUSED', /^'a@x\.timer', 'b@x\.path' cannot be enabled$/, enableUnitFiles(bus, units))
  manager.on('EnableUnitFiles', () => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }))
  await rejectsWithFailure('PERMISSION', /said no/, enableUnitFiles(bus, units))
})

test('disable: units whose file is gone are disabled already', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('DisableUnitFiles', () => ['a(sss)', []])
  await disableUnitFiles(bus, units)
  assert.deepEqual(lastOf(manager), [units, false])
  for (const error of ['org.freedesktop.systemd1.NoSuchUnit', 'System.Error.ENOENT']) {
    manager.on('DisableUnitFiles', () => ({ error }))
    await disableUnitFiles(bus, units)
  }
  manager.on('DisableUnitFiles', () => ({ error: 'System.Error.EROFS' }))
  await rejectsWithFailure('REFUSED', /cannot be disabled/, disableUnitFiles(bus, units))
})

test('the state of a file; null when there is none', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('GetUnitFileState', () => ['s', 'enabled'])
  assert.equal(await unitFileState(bus, 'a@x.timer'), 'enabled')
  manager.on('GetUnitFileState', () => ({ error: 'System.Error.ENOENT' }))
  assert.equal(await unitFileState(bus, 'a@x.timer'), null)
  manager.on('GetUnitFileState', () => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }))
  await rejectsWithFailure('PERMISSION', /said no/, unitFileState(bus, 'a@x.timer'))
})

test('the last run is forgotten where there is something to forget', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('CleanUnit', () => [''])
  await forgetLastRun(bus, 'a@x.timer')
  assert.deepEqual(lastOf(manager), ['a@x.timer', ['state']])
  manager.on('CleanUnit', () => ({ error: 'org.freedesktop.systemd1.NothingToClean' }))
  await forgetLastRun(bus, 'a@x.timer')
  manager.on('CleanUnit', () => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }))
  await rejectsWithFailure('PERMISSION', /said no/, forgetLastRun(bus, 'a@x.timer'))
})

test('the names of all unit files of a kind', async (t) => {
  const { bus, manager } = await aManager(t)
  manager.on('ListUnitFilesByPatterns', () => ['a(ss)', [['/etc/systemd/system/acme.service', 'enabled'], ['/usr/lib/systemd/system/getty@.service', 'static']]])
  assert.deepEqual(await unitFileNames(bus, '.service'), ['acme.service', 'getty@.service'])
  assert.deepEqual(lastOf(manager), [[], ['*.service']])
})
