import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { paths } from '../../packaging/build/layout.ts'
import { makePackage, nfpmPath } from '../../packaging/package/make-package.ts'
import { version } from '../../packaging/package/version.ts'
import { must } from './bed/command.ts'
import { aMachine, type Machine } from './bed/machine.ts'
import { aRpmRepository, aStubPackage } from './bed/rpm-repository.ts'

/** What our package asks for and Debian's rpm database does not know, although the libraries are there. */
const fromDebian = ['systemd = 252', 'glibc = 2.36', 'libstdc++ = 12', 'libgcc = 12', 'libatomic = 12', 'util-linux = 2.38', '/bin/sh']

const rpm = await makePackage({ format: 'rpm', arch: 'x64', compression: 'fast' })
const stub = await aStubPackage(fromDebian, nfpmPath(), join(paths.build, 'stub'))

test('the .rpm holds what the .deb holds, and asks for the same libraries', async () => {
  const files = (await must(['rpm', '-qlp', rpm])).split('\n')
  for (const file of ['/usr/bin/app-upgrade', '/etc/app-upgrade', '/usr/lib/systemd/system/app-upgrade@.service', '/usr/lib/sysusers.d/app-upgrade.conf']) {
    assert.ok(files.includes(file), `${file} is missing`)
  }
  const needs = await must(['rpm', '-qp', '--requires', rpm])
  for (const need of ['glibc >= 2.28', 'libstdc++', 'libgcc', 'libatomic', 'systemd >= 251']) assert.ok(needs.includes(need), `${need} is not asked for`)
})

test('dnf installs the signed .rpm, its units start, and removing it keeps the settings', { timeout: 1_500_000 }, async (t) => {
  const repository = await aRpmRepository([rpm, stub], 'signed')
  t.after(() => repository.remove())
  await using machine = await aMachine({ suite: 'bookworm', packages: ['dnf', 'rpm'], binds: repository.binds, fullCapabilities: true })
  await repository.use(machine)
  await machine.must(['dnf', '-y', 'install', 'app-upgrade'])
  assert.ok((await machine.must(['app-upgrade', '--version'])).includes(version()))
  assert.equal((await machine.must(['systemctl', 'is-enabled', 'app-upgrade-recover.service'])).trim(), 'enabled')
  await startsUnderSystemd(machine)
  await machine.writeFile('/etc/app-upgrade/acme.toml', '[layout]\nhome = "/opt/acme"\n')
  await machine.must(['dnf', '-y', 'reinstall', 'app-upgrade'])
  assert.match(await machine.must(['dnf', '-y', 'remove', 'app-upgrade'], {}), /acme/)
  await machine.must(['test', '-f', '/etc/app-upgrade/acme.toml'])
  assert.notEqual((await machine.exec(['systemctl', 'is-enabled', 'app-upgrade-recover.service'])).code, 0)
})

/** The unit's own sandbox, with a program in it that only says its version: exit code 0 means that systemd could set all of it up. */
async function startsUnderSystemd(machine: Machine): Promise<void> {
  await machine.writeFile('/etc/systemd/system/app-upgrade@.service.d/version.conf', '[Service]\nExecStart=\nExecStart=/usr/bin/app-upgrade --version\nExecStopPost=\n')
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', 'app-upgrade@v1.0.0.service'])
  await machine.must(['rm', '-r', '/etc/systemd/system/app-upgrade@.service.d'])
}

test('dnf refuses the .rpm when it is not signed', { timeout: 1_500_000 }, async (t) => {
  const repository = await aRpmRepository([rpm, stub], 'unsigned')
  t.after(() => repository.remove())
  await using machine = await aMachine({ suite: 'bookworm', packages: ['dnf', 'rpm'], binds: repository.binds })
  await repository.use(machine)
  const ran = await machine.exec(['dnf', '-y', 'install', 'app-upgrade'])
  assert.notEqual(ran.code, 0)
  assert.match(ran.stdout + ran.stderr, /is not signed|GPG check FAILED/i)
  assert.notEqual((await machine.exec(['test', '-e', '/usr/bin/app-upgrade'])).code, 0)
})
