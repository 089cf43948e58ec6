import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { definitionIn, readDefinition } from '../../../src/systemd/unit-definition.ts'
import { serveDirectly, wireUnit } from '../../support/fake-manager.ts'

test('as the manager sends it', async (t) => {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  const command = ['/usr/sbin/acmed', ['/usr/sbin/acmed', '--serve'], false, 0n, 0n, 0n, 0n, 0, 0, 0]
  served.manager.units.set('acme.service', wireUnit({ ExecStart: ['a(sasbttttuii)', [command]], WorkingDirectory: ['s', '!/opt/acme'], FragmentPath: ['s', '/etc/systemd/system/acme.service'], DropInPaths: ['as', ['/etc/x.conf']], RefuseManualStart: ['b', true], RefuseManualStop: ['b', false] }))
  assert.deepEqual(await readDefinition(bus, 'acme.service'), {
    commands: [{ program: '/usr/sbin/acmed', argv: ['/usr/sbin/acmed', '--serve'] }], directory: '/opt/acme', file: '/etc/systemd/system/acme.service', dropIns: ['/etc/x.conf'], refuses: ['start'],
  })
})
test('what is missing, empty or strange is nothing', () => {
  const nothing = { commands: [], directory: null, file: null, dropIns: [], refuses: [] }
  assert.deepEqual(definitionIn({}), nothing)
  assert.deepEqual(definitionIn({ ExecStart: ['x', ['']], WorkingDirectory: '', FragmentPath: '', RefuseManualStart: 'yes' }), nothing)
})
