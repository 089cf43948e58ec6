import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAmongUnits, isDropInOf, isFileOf, isUnitName, unitOfPath } from '../../../src/formats/unit-path.ts'

test('a unit is named by its own file, and by a drop-in of its', () => {
  const units = {
    '/etc/systemd/system/acme.service': 'acme.service', '/usr/local/lib/systemd/system/acme@.service': 'acme@.service', '/usr/lib/systemd/system/acme.socket': 'acme.socket',
    '/etc/systemd/system/acme.service.d/10-limits.conf': 'acme.service', '/home/ann/.config/systemd/user/cmdop.service': 'cmdop.service', '/lib/systemd/system/a\\x2db.timer': 'a\\x2db.timer',
  }
  for (const [path, unit] of Object.entries(units)) assert.equal(unitOfPath(path), unit, path)
})
test('what a service manager does not read is no unit file', () => {
  for (const path of ['/etc/acme/acme.service', '/etc/systemd/system/acme.service.kept', '/etc/systemd/system/README', '/etc/systemd/system/service.d/10.conf', '/etc/systemd/system/acme.service.d/notes', '/etc/systemd/system.conf.d/10.conf', '/etc/systemd/system/multi-user.target.wants/acme.service', '/srv/systemd/system/acme.service']) {
    assert.equal(unitOfPath(path), null, path)
  }
  assert.deepEqual(['/etc/systemd/system/multi-user.target.wants/acme.service', '/etc/systemd/acme'].map(isAmongUnits), [true, false])
})
test('names that a unit can have', () => {
  for (const name of ['acme.service', 'acme@.service', 'acme@1.socket', '-.mount', 'a:b_c.d.path']) assert.ok(isUnitName(name), name)
  for (const name of ['acme', 'acme.conf', '.service', '@.service', 'a b.service', 'a/b.service', `${'a'.repeat(250)}.service`, 'acme.scope']) assert.ok(!isUnitName(name), name)
})
test('an instance is made of its template', () => {
  assert.ok(isFileOf('/etc/systemd/system/acme@.service', 'acme@1.service'))
  assert.ok(isFileOf('/etc/systemd/system/acme.service', 'acme.service'))
  for (const [path, unit] of [['/etc/systemd/system/acme.service.d/1.conf', 'acme.service'], ['/opt/acme.service', 'acme.service'], ['/etc/systemd/system/acme.socket', 'acme.service']] as const) assert.ok(!isFileOf(path, unit), path)
})
test('a drop-in is the unit\'s own, its template\'s, that of all whose names begin so, or that of its type', () => {
  const of = (directory: string, unit: string): boolean => isDropInOf(`/etc/systemd/system/${directory}/10.conf`, unit)
  for (const [directory, unit] of [['acme.service.d', 'acme.service'], ['acme@.service.d', 'acme@1.service'], ['acme@1.service.d', 'acme@1.service'], ['acme-.service.d', 'acme-web.service'], ['service.d', 'acme.service'], ['socket.d', 'acme.socket']] as const) assert.ok(of(directory, unit), directory)
  for (const [directory, unit] of [['acme.socket.d', 'acme.service'], ['acme-.socket.d', 'acme-web.service'], ['acme.service.d', 'acme-web.service'], ['acme-.service.d', 'acmeweb.service'], ['acme@2.service.d', 'acme@1.service'], ['socket.d', 'acme.service'], ['acme.service', 'acme.service']] as const) assert.ok(!of(directory, unit), directory)
  for (const path of ['/etc/systemd/system/acme.service.d/notes', '/srv/acme.service.d/10.conf', '/etc/systemd/system/acme.service']) assert.ok(!isDropInOf(path, 'acme.service'), path)
})
