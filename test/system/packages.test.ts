import assert from 'node:assert/strict'
import { test } from 'node:test'

import { finalEventIds } from '../../src/cli/final-event-ids.ts'
import { makePackage } from '../../packaging/package/make-package.ts'
import { version } from '../../packaging/package/version.ts'
import { aSignedAptRepository, type AptRepository } from './bed/apt-repository.ts'
import { fileTree, treeDifference } from './bed/file-tree.ts'
import { aMachine, type Machine } from './bed/machine.ts'
import { must } from './bed/command.ts'

/** The highest exposure that systemd-analyze may find. Comparable updaters are at 9.2 to 9.6. */
const exposureMax = {
  'app-upgrade@v1.service': 1.5,
  'app-upgrade-fallback@v1.service': 1.5,
  'app-upgrade-recover.service': 1.5,
  'app-upgrade-acquire@v1.service': 1.3,
  'app-upgrade-auto@acme.service': 0.8,
  'app-upgrade-again@acme.service': 0.8,
  'app-upgrade-pin@acme.service': 0.8,
  'app-upgrade-inbox@acme.service': 1.0,
  'app-upgrade-tell@v1.service': 1.3,
} as const
const units = [...Object.keys(exposureMax), 'app-upgrade-auto@acme.timer', 'app-upgrade-pin@acme.path', 'app-upgrade-inbox@acme.path']

/** What apt and dpkg write for any package, and the user: Debian's packages leave theirs, so that its number is not given to somebody else. */
const documentedRest = / \/(etc\/(passwd|shadow|group|gshadow|subuid|subgid)-?|var\/lib\/(dpkg|apt|systemd\/catalog)\/.*|var\/cache\/(apt|debconf|ldconfig)\/.*|var\/log\/.*|var\/tmp\/systemd-private-.*|run\/systemd\/(journal|ask-password-block).*|etc\/\.pwd\.lock)( |$)/

const deb = await makePackage({ format: 'deb', arch: 'x64', compression: 'fast' })

for (const suite of ['bookworm', 'trixie'] as const) {
  test(`the .deb on ${suite}`, { timeout: 1_500_000 }, async (t) => {
    const repository = await aSignedAptRepository([deb])
    t.after(() => repository.remove())
    await using machine = await aMachine({ suite, binds: repository.binds, fullCapabilities: true })
    await repository.use(machine)
    const before = await everything(machine)

    await t.test('apt installs it from a signed repository', async () => await installs(machine))
    await t.test('systemd finds nothing wrong with its units', async () => await unitsAreClean(machine))
    await t.test('its units are as exposed as promised, and no more', async () => await exposures(machine))
    await t.test('the executable ignores NODE_OPTIONS and friends', async () => await ignoresEnvironment(machine))
    await t.test('the catalog explains every final event', async () => await explainsEvents(machine))
    await t.test('recovery runs at boot before ordinary services, and cannot hang it', async () => await bootOrder(machine))
    await t.test('reinstalling and removing keep what the operator wrote and decided', async () => await keepsDecisions(machine))
    await t.test('purging removes what is ours and says where the apps are', async () => await purges(machine, before))
  })
}

test('lintian finds no error in the .deb', { timeout: 1_500_000 }, async () => {
  // zstd is what makes the test package fast; the released one is compressed by xz.
  await must(['lintian', '--allow-root', '--fail-on', 'error', '--suppress-tags', 'malformed-deb-archive', deb])
})

test('apt refuses the .deb when the list was changed after it was signed', { timeout: 1_500_000 }, async (t) => {
  const repository = await aSignedAptRepository([deb])
  t.after(() => repository.remove())
  await must(['sed', '-i', 's/^Date:.*/Date: Thu, 01 Jan 2026 00:00:00 UTC/', `${repository.folder}/InRelease`])
  await using machine = await aMachine({ suite: 'trixie', binds: repository.binds })
  await assert.rejects(async () => await refuses(repository, machine), /signature|BADSIG|not signed|verif/i)
})

async function refuses(repository: AptRepository, machine: Machine): Promise<void> {
  await repository.use(machine)
  await machine.must(['apt-get', 'install', '-y', 'app-upgrade'])
}

async function installs(machine: Machine): Promise<void> {
  await machine.must(['apt-get', 'install', '-y', 'app-upgrade'], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  assert.ok((await machine.must(['app-upgrade', '--version'])).includes(version()))
  assert.equal((await machine.must(['systemctl', 'is-enabled', 'app-upgrade-recover.service'])).trim(), 'enabled')
  assert.equal((await machine.must(['systemctl', '--global', 'is-enabled', 'app-upgrade-recover.service'])).trim(), 'enabled', "that of every user's manager")
  assert.match(await machine.must(['getent', 'passwd', 'app-upgrade']), /:\/usr\/sbin\/nologin$/m)
  assert.equal(await machine.must(['stat', '-c', '%a %U:%G', '/var/cache/app-upgrade', '/var/lib/app-upgrade', '/run/app-upgrade', '/etc/app-upgrade', '/etc/app-upgrade/credentials']),
    '775 app-upgrade:app-upgrade\n755 root:root\n755 root:root\n755 root:root\n700 root:root\n')
}

async function unitsAreClean(machine: Machine): Promise<void> {
  const ran = await machine.exec(['systemd-analyze', 'verify', '--man=no', ...units])
  assert.deepEqual(ran, { code: 0, signal: null, stdout: '', stderr: '' })
  // A manager of a user, even for a look, wants a directory to run in.
  const users = await machine.exec(['systemd-analyze', '--user', 'verify', '--man=no', ...units], { env: { XDG_RUNTIME_DIR: '/run' } })
  assert.deepEqual(users, { code: 0, signal: null, stdout: '', stderr: '' })
}

async function exposures(machine: Machine): Promise<void> {
  for (const [unit, most] of Object.entries(exposureMax)) {
    const text = await machine.must(['systemd-analyze', 'security', '--no-pager', unit])
    const found = Number(/exposure level for \S+: ([\d.]+)/.exec(text)?.[1])
    assert.ok(found <= most, `${unit} is at ${found}, and ${most} is the limit:\n${text}`)
  }
}

async function ignoresEnvironment(machine: Machine): Promise<void> {
  await machine.writeFile('/tmp/foreign.cjs', "require('node:fs').writeFileSync('/tmp/foreign-code-ran', '')\n")
  const env = { NODE_OPTIONS: '--require=/tmp/foreign.cjs', NODE_PATH: '/tmp', NODE_EXTRA_CA_CERTS: '/nonexistent' }
  assert.ok((await machine.must(['app-upgrade', '--version'], { env })).includes(version()))
  assert.notEqual((await machine.exec(['test', '-e', '/tmp/foreign-code-ran'])).code, 0, 'NODE_OPTIONS ran foreign code')
}

async function explainsEvents(machine: Machine): Promise<void> {
  for (const id of Object.values(finalEventIds)) assert.match(await machine.must(['journalctl', '--dump-catalog', id]), /Subject: .*@APP_UPGRADE_APP@/)
}

/** A hanging recovery is the worst case: the boot must go on when its time is over, and ordinary services wait until then. */
async function bootOrder(machine: Machine): Promise<void> {
  await machine.writeFile('/etc/systemd/system/ordinary.service', '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n')
  await machine.writeFile('/etc/systemd/system/app-upgrade-recover.service.d/hang.conf', '[Service]\nExecStart=\nExecStart=/bin/sleep infinity\nTimeoutStartSec=1\n')
  await machine.must(['systemctl', 'enable', 'ordinary.service'])
  await machine.writeFile('/var/lib/app-upgrade/ordinary/journal', '')
  await machine.kill()
  await machine.powerOn()
  assert.equal(await machine.booted(), 'degraded')
  assert.equal(await property(machine, 'app-upgrade-recover.service', 'Result'), 'timeout')
  assert.equal(await property(machine, 'ordinary.service', 'ActiveState'), 'active')
  const ended = Number(await property(machine, 'app-upgrade-recover.service', 'InactiveEnterTimestampMonotonic'))
  const began = Number(await property(machine, 'ordinary.service', 'ExecMainStartTimestampMonotonic'))
  assert.ok(ended > 0 && ended <= began, `recovery ended at ${ended} µs, the service began at ${began} µs`)
  assert.deepEqual((await machine.journal('-b', '--grep', 'ordering cycle')).map((line) => line['MESSAGE']), [])
  await machine.must(['rm', '-r', '/etc/systemd/system/app-upgrade-recover.service.d', '/var/lib/app-upgrade/ordinary'])
  await machine.must(['systemctl', 'disable', '--now', 'ordinary.service'])
  await machine.must(['rm', '/etc/systemd/system/ordinary.service'])
  await machine.must(['systemctl', 'daemon-reload'])
}

async function property(machine: Machine, unit: string, name: string): Promise<string> {
  return (await machine.must(['systemctl', 'show', '--value', '-p', name, unit])).trim()
}

const appFile = '[layout]\nkind = "links"\nhome = "/opt/acme"\nfiles = { "acmed" = "/usr/local/bin/acmed" }\n'

async function keepsDecisions(machine: Machine): Promise<void> {
  await machine.writeFile('/etc/app-upgrade/acme.toml', appFile)
  await machine.writeFile('/opt/acme/releases/1.0.0/acmed', 'binary', 0o755)
  await machine.writeFile('/usr/local/bin/acmed', 'binary', 0o755)
  await machine.must(['systemctl', 'disable', 'app-upgrade-recover.service'])
  await machine.must(['apt-get', 'install', '-y', '--reinstall', 'app-upgrade'])
  assert.equal((await machine.exec(['systemctl', 'is-enabled', 'app-upgrade-recover.service'])).stdout.trim(), 'disabled')
  await machine.must(['apt-get', 'remove', '-y', 'app-upgrade'])
  assert.notEqual((await machine.exec(['app-upgrade', '--version'])).code, 0)
  assert.equal(await machine.readFile('/etc/app-upgrade/acme.toml'), appFile)
  await machine.must(['test', '-d', '/var/lib/app-upgrade'])
  await machine.must(['apt-get', 'install', '-y', 'app-upgrade'])
  await machine.must(['app-upgrade', '--version'])
}

async function purges(machine: Machine, before: readonly string[]): Promise<void> {
  await machine.must(['systemctl', 'enable', 'app-upgrade-recover.service'])
  await machine.must(['systemctl', '--global', 'enable', 'app-upgrade-recover.service'])
  const said = await machine.must(['apt-get', 'purge', '-y', 'app-upgrade'])
  assert.match(said, /the releases of 'acme' stay where they are: \/opt\/acme/)
  assert.match(said, /still in use by 'acme': \/usr\/local\/bin\/acmed/)
  await machine.must(['test', '-f', '/opt/acme/releases/1.0.0/acmed'])
  await machine.must(['rm', '-r', '/opt/acme', '/usr/local/bin/acmed'])
  assert.deepEqual(treeDifference(before, await everything(machine), documentedRest), [])
}

async function everything(machine: Machine): Promise<readonly string[]> {
  return await fileTree(machine, '/etc', '/usr', '/var', '/opt', '/srv', '/boot', '/home', '/root')
}
