import assert from 'node:assert/strict'
import { test } from 'node:test'
import { programIn } from '../../../../src/main/init/started-by.ts'
import { openBus } from '../../../../src/systemd/bus.ts'
import { readProperties } from '../../../../src/systemd/units.ts'
import { serveDirectly, wireUnit } from '../../../support/fake-manager.ts'

const command = (path: string): unknown => [path, [path, '--serve'], false, 0n, 0n, 0n, 0n, 0, 0, 0]

test('the first program of a unit that there is', () => {
  assert.equal(programIn({ LoadState: 'loaded', ExecStart: [command('/usr/bin/acme'), command('/usr/bin/other')] }), '/usr/bin/acme')
})

test('no unit, no command, and what is no plain path are nothing', () => {
  for (const properties of [{ LoadState: 'not-found', ExecStart: [command('/usr/bin/acme')] }, { LoadState: 'loaded' }, { LoadState: 'loaded', ExecStart: [] }, { LoadState: 'loaded', ExecStart: ['x'] }, ...['acme', '/usr/../bin/acme', '/usr/bin/a\ncme'].map((path) => ({ LoadState: 'loaded', ExecStart: [command(path)] }))]) assert.equal(programIn(properties), null)
})

test('as the manager sends it', async (t) => {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  served.manager.units.set('acme.service', wireUnit({ ExecStart: ['a(sasbttttuii)', [command('/usr/sbin/acmed')]] }))
  assert.equal(programIn(await readProperties(bus, 'acme.service')), '/usr/sbin/acmed')
})
