import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shutTo } from '../../../../src/main/looks/places-look.ts'

const sandbox = { ProtectSystem: 'full', ReadWritePaths: ['-/usr/local', '-/etc/systemd', '/etc/acme'] }

test('S6 a directory in /etc that our unit sees read-only is found by who is no unit', () => {
  assert.equal(shutTo(sandbox, ['/etc/systemd/system', '/etc/acme', '/etc/acme/conf.d', '/opt/acme', '/etc/acme2']), '/etc/acme2')
  assert.equal(shutTo(sandbox, ['/etc/systemd/system/acme.service.d', '/var/lib/acme']), null)
  assert.equal(shutTo({ ...sandbox, ProtectSystem: 'yes' }, ['/etc/acme2']), null)
  assert.equal(shutTo({ ProtectSystem: 'strict' }, ['/etc/acme']), '/etc/acme')
})
