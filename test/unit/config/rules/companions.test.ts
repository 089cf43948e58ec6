import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Meaning } from '../../../../src/config/read-settings.ts'
import { companionMistakes, ownUnitFault } from '../../../../src/config/rules/companions.ts'

const mistakes = (pairs: readonly (readonly [string, string])[], layout: object = { kind: 'links', home: '/opt/acme' }): readonly string[] => {
  const settings = {
    companions: pairs.map(([from, to]) => ({ from, to, mode: 0o644, missing: 'remove', edited: 'refuse' })),
    archive: { keep: 'files', members: null, carry: [] }, binaries: [{ name: 'acmed', publicPath: '/usr/local/bin/acmed' }], layout,
  } as unknown as Meaning
  return companionMistakes(settings).map(({ path, says }) => `${path.join('.')} ${says}`)
}

test('units, drop-ins, templates and whole directories of them', () => {
  assert.deepEqual(mistakes([
    ['acme.service', '/etc/systemd/system/acme.service'], ['acme@.service', '/etc/systemd/system/acme@.service'], ['10.conf', '/etc/systemd/system/acme.service.d/10.conf'], ['own.conf', '/etc/systemd/system/nginx.service.d/own.conf'],
    ['units/', '/etc/systemd/system/'], ['share/', '/usr/share/acme/'], ['acme.conf', '/etc/acme/acme.conf.example'], ['cron', '/etc/cron.d/acme'],
  ]), [])
})
test('E37 E38 places that are somebody’s already, or go with the boot', () => {
  for (const to of ['/', '/etc/app-upgrade', '/etc/app-upgrade/acme.toml', '/var/lib/app-upgrade/acme/journals/x', '/home/ann/.local/state/app-upgrade/x', '/proc/sys/kernel/core_pattern', '/sys/x', '/dev/x', '/tmp/x', '/run/x', '/usr/local/bin/acmed', '/usr/local/bin/acmed/x', '/opt/acme', '/opt/acme/releases/1', '/etc/a\u0007b', '/etc/acme.upgrading', '/etc/../x']) {
    assert.equal(mistakes([['a', to]]).length, 1, to)
  }
  assert.deepEqual(mistakes([['a', '/opt/acme/etc/x']], { kind: 'in-place' }), [])
  assert.deepEqual(mistakes([['a', '/etc/app-upgrade-own/x']]), [])
})
test('a file becomes a file, a directory a directory, and no place is taken twice', () => {
  assert.match(mistakes([['a/', '/etc/acme']])[0] ?? '', /^file\.0\.to must end in a slash/)
  assert.match(mistakes([['a', '/etc/acme/']])[0] ?? '', /^file\.0\.to must end in a slash/)
  assert.match(mistakes([['a', '/etc/acme'], ['b/', '/etc/acme/']])[0] ?? '', /^file\.1\.to '\/etc\/acme' is already the place of 'a'/)
  assert.match(mistakes([['a/', '/usr/local/bin/']])[0] ?? '', /is a directory of the system/)
})
test('E40 nobody brings the units that everything stands on', () => {
  for (const unit of ['dbus.service', 'ssh.socket', 'systemd-journald.socket', 'getty@.service', 'app-upgrade@.service', 'default.target', '-.slice', 'user@.service']) assert.notEqual(ownUnitFault(unit), null, unit)
  for (const unit of ['acme.service', 'acme.target', 'nginx.service', 'dbus-acme.service']) assert.equal(ownUnitFault(unit), null, unit)
})
