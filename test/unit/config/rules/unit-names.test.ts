import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitFault } from '../../../../src/config/rules/unit-names.ts'

test('E39 services are fine, and what starts them, instances of templates too', () => {
  for (const name of ['jaco.service', 'jaco@main.service', 'my-app_2.x.service', 'a\\x2db.service', 'dbus-proxy.service', 'sshguard.service', 'app-upgrader.service', 'users.service', 'jaco.socket', 'jaco@1.socket', 'jaco.timer', 'jaco-inbox.path']) assert.equal(unitFault(name), null, name)
})
test('E39 what is neither, or a template without instance, is refused', () => {
  for (const name of ['', 'jaco', 'jaco.target', 'jaco.mount', 'jaco@.timer', '.socket', 'jaco@.socket', '.service', '@.service', 'jaco@.service', '@x.service', 'a b.service', 'a/b.service', 'jaco.service ', 'a\n.service', `${'a'.repeat(248)}.service`, '-- .service']) {
    assert.notEqual(unitFault(name), null, JSON.stringify(name))
  }
})
test('E40 units that the machine stands on are refused, as instances too', () => {
  for (const name of ['dbus.service', 'dbus-broker.service', 'systemd-logind.service', 'systemd-fsck@dev-sda.service', 'init.service', 'ssh.service', 'sshd.service', 'ssh@1.service', 'getty@tty1.service', 'user@0.service', 'polkit.service', 'dbus.socket', 'ssh.socket', 'systemd-journald.socket', 'systemd-tmpfiles-clean.timer']) {
    assert.match(unitFault(name) ?? '', /the machine itself stands on/, name)
  }
})
test('E40 app-upgrade does not upgrade itself out of existence', () => {
  for (const name of ['app-upgrade@jaco.service', 'app-upgrade-recover.service', 'app-upgrade.service']) assert.match(unitFault(name) ?? '', /is app-upgrade itself/, name)
})
