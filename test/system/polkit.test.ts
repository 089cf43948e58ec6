import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { aMachine, type Machine } from './bed/machine.ts'
import { repository } from './bed/places.ts'
import { installUnits } from './bed/units.ts'

const rule = readFileSync(join(repository, 'packaging/polkit/50-app-upgrade.rules'), 'utf8')
/** What stands where app-upgrade stands: it stays active, so that there is something to be stopped. */
const stand = '[Service]\nExecStart=\nExecStart=/bin/true\nExecStopPost=\nRemainAfterExit=yes\n'

for (const suite of ['bookworm', 'trixie'] as const) {
  test(`the sample rule of polkit on ${suite}`, { timeout: 1_500_000 }, async (t) => {
    await using machine = await aMachine({ suite, packages: ['polkitd'] })
    await installUnits(machine)
    for (const unit of ['app-upgrade@', 'app-upgrade-auto@', 'app-upgrade-acquire@', 'app-upgrade-fallback@']) await machine.writeFile(`/etc/systemd/system/${unit}.service.d/stand.conf`, stand)
    await machine.writeFile('/etc/systemd/system/ordinary.service', '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n')
    await machine.must(['systemctl', 'daemon-reload'])
    await machine.must(['groupadd', '--system', 'app-upgrade-operators'])
    await machine.must(['useradd', '--groups', 'app-upgrade-operators', 'member'])
    await machine.must(['useradd', 'other'])

    await t.test('as the package leaves it, only root may start an upgrade', async () => {
      assert.deepEqual(await tried(machine, 'member', 'start', 'app-upgrade@acme.service'), 'refused')
      assert.deepEqual(await tried(machine, 'root', 'start', 'app-upgrade@acme.service'), 'done')
    })
    await machine.writeFile('/etc/polkit-1/rules.d/50-app-upgrade.rules', rule)
    await machine.must(['systemctl', 'restart', 'polkit.service'])
    await t.test('a member of the group may start it, and the run is the same', async () => {
      for (const unit of ['app-upgrade@acme.service', 'app-upgrade@acme@v1.2.3.service', String.raw`app-upgrade@acme@v1.2.3\x2drc.1.service`, 'app-upgrade-auto@acme.service']) {
        assert.equal(await tried(machine, 'member', 'start', unit), 'done', unit)
      }
      assert.equal((await machine.must(['systemctl', 'show', '--value', '-p', 'Result', 'app-upgrade@acme@v1.2.3.service'])), 'success\n')
    })
    await t.test('nobody else may', async () => assert.equal(await tried(machine, 'other', 'start', 'app-upgrade@acme.service'), 'refused'))
    await t.test('a member may do nothing else with it', async () => {
      await machine.must(['systemctl', 'start', 'app-upgrade@acme.service'])
      for (const verb of ['stop', 'restart', 'try-restart', 'reload-or-restart', 'kill', 'reset-failed', 'freeze']) assert.equal(await tried(machine, 'member', verb, 'app-upgrade@acme.service'), 'refused', verb)
      for (const verb of ['enable', 'mask']) assert.equal(await tried(machine, 'member', verb, 'app-upgrade-auto@acme.timer'), 'refused', verb)
      assert.equal(await tried(machine, 'member', 'set-property', 'app-upgrade@acme.service', 'MemoryMax=1M'), 'refused')
      assert.equal(await tried(machine, 'member', 'daemon-reload'), 'refused')
    })
    await t.test('a member may start no other unit, however its name looks', async () => {
      const others = [
        'ordinary.service', 'app-upgrade-acquire@acme.service', 'app-upgrade-fallback@acme.service', 'app-upgrade-recover.service', 'app-upgrade-auto@acme.timer', 'app-upgrade@acme.timer',
        'app-upgrade@.service', 'app-upgrade@-x.service', 'xapp-upgrade@acme.service', 'app-upgradeX@acme.service', 'app-upgrade@acme.service.service.timer',
      ]
      for (const unit of others) assert.notEqual(await tried(machine, 'member', 'start', unit), 'done', unit)
      assert.equal((await machine.exec(['systemctl', 'is-active', 'ordinary.service'])).stdout, 'inactive\n')
    })
    await t.test('no transient unit under one of our names: that would be root', async () => {
      const evil = (unit: string): ReturnType<Machine['exec']> => as(machine, 'member', ['busctl', 'call', 'org.freedesktop.systemd1', '/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager', 'StartTransientUnit', 'ssa(sv)a(sa(sv))', unit, 'fail', ...properties])
      const properties = ['2', 'Type', 's', 'oneshot', 'ExecStart', 'a(sasb)', '1', '/bin/touch', '2', '/bin/touch', '/run/pwned', 'false', '0']
      for (const present of ['yes', 'no'] as const) {
        // A rule that outlives its package must not be a way to root.
        if (present === 'no') await machine.must(['sh', '-c', 'rm -r /usr/lib/systemd/system/app-upgrade* /etc/systemd/system/app-upgrade* && systemctl daemon-reload'])
        for (const unit of ['app-upgrade@evil.service', 'app-upgrade-auto@evil.service']) {
          const ran = await evil(unit)
          assert.notEqual(ran.code, 0, `${unit}, package there: ${present}`)
          assert.match(ran.stderr, /denied|authentication|authoriz/i, `package there: ${present}`)
        }
      }
      assert.notEqual((await machine.exec(['test', '-e', '/run/pwned'])).code, 0)
    })
  })
}

const user = (name: string): readonly string[] => (name === 'root' ? [] : ['setpriv', `--reuid=${name}`, `--regid=${name}`, '--init-groups'])

function as(machine: Machine, name: string, argv: readonly string[]): ReturnType<Machine['exec']> {
  return machine.exec([...user(name), ...argv])
}

async function tried(machine: Machine, name: string, ...words: readonly string[]): Promise<string> {
  const ran = await as(machine, name, ['systemctl', '--no-ask-password', ...words])
  if (ran.code === 0) return 'done'
  return /access denied|authentication (?:is )?required|not authorized|permission denied/i.test(ran.stderr) ? 'refused' : ran.stderr.trim()
}

/** The pattern itself, on what no command line can carry: systemd refuses such names before it asks anybody. */
test('no trick with a name passes the rule', () => {
  const [, pattern = ''] = /if \(!(\/\^app-upgrade.*\$\/)\.test\(unit\)/.exec(rule) ?? []
  const passes = (unit: string): boolean => new RegExp(pattern.slice(1, -1)).test(unit)
  assert.ok(passes('app-upgrade@acme.service') && passes('app-upgrade-auto@acme.service') && passes(String.raw`app-upgrade@a\x2db.service`))
  for (const unit of [
    'app-upgrade@acme.service\n', 'app-upgrade@acme.service\nssh.service', 'ssh.service\napp-upgrade@acme.service', 'app-upgrade@a\nb.service', 'app-upgrade@acme.service ', 'app-upgrade@/../ssh.service',
    'app-upgrade@acme.socket', 'app-upgrade@acme_service', 'app-upgrade@acme.service.d', 'App-upgrade@acme.service', 'app-upgrade@\u200bacme.service', 'app-upgrade@.service', '',
  ]) assert.equal(passes(unit), false, JSON.stringify(unit))
})
