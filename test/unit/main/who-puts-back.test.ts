import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '../../../src/main/app.ts'
import { shutTo, whoPutsBack } from '../../../src/main/who-puts-back.ts'

const sandbox = { ProtectSystem: 'full', ReadWritePaths: ['-/usr/local', '-/etc/systemd', '/etc/acme'] }

test('S6 a directory in /etc that our unit sees read-only is found by who is no unit', () => {
  assert.equal(shutTo(sandbox, ['/etc/systemd/system', '/etc/acme', '/etc/acme/conf.d', '/opt/acme', '/etc/acme2']), '/etc/acme2')
  assert.equal(shutTo(sandbox, ['/etc/systemd/system/acme.service.d', '/var/lib/acme']), null)
  assert.equal(shutTo({ ...sandbox, ProtectSystem: 'yes' }, ['/etc/acme2']), null)
  assert.equal(shutTo({ ProtectSystem: 'strict' }, ['/etc/acme']), '/etc/acme')
})

test('what is shut besides: /usr, homes, or everything; and what is bound there is open', () => {
  assert.equal(shutTo(sandbox, ['/usr/local/bin', '/usr/lib/acme']), '/usr/lib/acme')
  assert.equal(shutTo({ ...sandbox, ReadWritePaths: ['/usr/lib/acme'] }, ['/usr/lib/acme']), null)
  for (const ProtectHome of ['yes', 'read-only', 'tmpfs']) assert.equal(shutTo({ ProtectSystem: 'no', ProtectHome }, ['/opt/acme', '/home/acme/bin']), '/home/acme/bin', ProtectHome)
  assert.equal(shutTo({ ProtectSystem: 'no', ProtectHome: 'no' }, ['/home/acme/bin', '/usr/bin']), null)
  assert.equal(shutTo({ ProtectSystem: 'strict', ReadWritePaths: ['/var/lib/acme'] }, ['/var/lib/acme', '/opt/acme']), '/opt/acme')
  assert.equal(shutTo({ ...sandbox, BindPaths: [['/srv/acme', '/etc/acme2', false, 0n]] }, ['/etc/acme2/conf.d']), null)
  assert.equal(shutTo({}, ['/etc/acme']), null, 'a unit that is not there shuts nothing')
})

test('who puts back: the fallback unit, the one at boot, and the one that ends a probation, if there is one', () => {
  const app = (forMs: number): App => ({ name: 'acme', settings: { policy: { probation: { forMs } } } }) as unknown as App
  assert.deepEqual(whoPutsBack(app(0)), ['app-upgrade-fallback@acme.service', 'app-upgrade-recover.service'])
  assert.deepEqual(whoPutsBack(app(1)).slice(2), ['app-upgrade-probation@acme.service'])
})
