import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'

import type { Machine } from './bed/machine.ts'
import type { Offer } from './upgrade/support/an-offer.ts'
import { anApp, publicPathOf } from './upgrade/support/an-app.ts'
import { anOperatorsHost, installByHand } from './upgrade/support/an-operators-host.ts'
import { treeOf } from './upgrade/support/look.ts'
import { type } from './upgrade/support/operate.ts'

/** The same root, but nobody booted it: a container image, or a developer's machine. */
test('R11 without systemd an upgrade swaps the files and says what is left to do', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const { machine } = host
  const app = anApp({ name: 'acme' })
  const { offer } = await installByHand(host, app)
  await machine.poweroff()
  const live = (): Promise<string> => machine.must([publicPathOf(app), '--version'])

  await t.test('upgrade: exit 0, a warning, the new version at the public path', () => swapped({ machine, offer, live }))

  await t.test('the same again is nothing to do', async () => {
    const { exit, out } = await type(machine, 'upgrade', 'acme', '--to', 'v1.1.0')
    assert.equal(exit, 0)
    assert.match(out, /1\.1\.0 is live already/)
  })

  await t.test('a bundle from anywhere is handed over and taken back, and the source is not asked', async () => {
    await machine.must(['cp', '-r', '/srv/releases/acme', '/root/carried'])
    await machine.must(['mv', '/srv/releases/acme', '/srv/releases/away'])
    const { exit, out, err } = await type(machine, 'upgrade', 'acme', '--bundle', '/root/carried', '--force', '--dry-run')
    await machine.must(['mv', '/srv/releases/away', '/srv/releases/acme'])
    assert.deepEqual([exit, /1\.1\.0 would become live/.test(out)], [0, true], out + err)
    assert.deepEqual(treeOf(machine, '/var/lib/app-upgrade/acme/handed').length, 1)
  })

  await t.test('a tampered release is refused, and nothing is touched', async () => {
    const { artifact } = offer.add({ version: '1.2.0' })
    await machine.must(['sh', '-c', `printf x >> "/srv/releases/acme/${artifact}"`])
    const before = treeOf(machine, publicPathOf(app))
    assert.equal((await type(machine, 'upgrade', 'acme', '--to', 'v1.2.0')).exit, 40)
    assert.deepEqual(treeOf(machine, publicPathOf(app)), before)
    assert.equal(await live(), 'acmed 1.1.0\n')
  })

  await t.test('rollback goes back the same way, without the publisher', async () => {
    await machine.must(['rm', '-r', '/srv/releases/acme'])
    const { exit, out, err } = await type(machine, 'rollback', 'acme')
    assert.equal(exit, 0, err)
    assert.match(out + err, /no release older than 1\.1\.0 is taken by itself/)
    assert.equal(await live(), 'acmed 1.0.0\n')
  })

  const stage: Stage = { machine, offer, live }
  await t.test('J03 I6 P2 after going back, a release below the highest that ran here takes a person', () => belowTheFloor(stage))
  await t.test('P20 verify says who vouches for a file, and which version it is', () => byHand(stage))
  await t.test('J03 minimum_version has no override', () => belowTheMinimum(stage))
  await t.test('F40 g27 a rehearsal that is allowed all the same is no child of root, and says what it could not be kept from', () => rehearsed(stage))
  await t.test('E36 a publisher who signs nothing: taken only by the operator’s word, and told at every look', () => unsigned(stage))
  await t.test('F25 a clock that is behind what this host has seen believes nothing, and says which record to doubt', () => clockBehind(stage))

  await t.test('doctor says that there is no systemd, as a warning', async () => {
    const { out } = await type(machine, 'doctor', 'acme')
    assert.match(out, /warning +systemd +systemd does not run here/)
  })
})

interface Stage { readonly machine: Machine; readonly offer: Offer; readonly live: () => Promise<string> }

async function swapped({ machine, offer, live }: Stage): Promise<void> {
  offer.add({ version: '1.1.0' })
  const { exit, out, err } = await type(machine, 'upgrade', 'acme', '--to', 'v1.1.0')
  assert.equal(exit, 0, err)
  assert.match(out + err, /no systemd here: start the new version yourself/)
  assert.match(out + err, /the rehearsal was skipped: there is no systemd here that could isolate it; '\[rehearsal\] unsandboxed = "allowed"' runs it as a plain child/)
  assert.equal(await live(), 'acmed 1.1.0\n')
  // Root took it to the shelf; a later run with systemd has to tidy there.
  assert.equal(await machine.must(['find', '/var/cache/app-upgrade/acme', '!', '-user', 'app-upgrade']), '')
}

async function belowTheFloor({ machine, offer, live }: Stage): Promise<void> {
  mkdirSync(offer.directory, { recursive: true })
  offer.add({ version: '1.0.5' })
  assert.match((await type(machine, 'status', 'acme')).out, /floor +1\.1\.0: no older release is taken by itself/)
  assert.match((await type(machine, 'check', 'acme', '--to', 'v1.0.5')).out, /1\.0\.5 is held back .*: 1\.0\.5 is older than 1\.1\.0, the highest version that ran here/)
  const refused = await type(machine, 'upgrade', 'acme', '--to', 'v1.0.5')
  assert.deepEqual([refused.exit, await live()], [40, 'acmed 1.0.0\n'], refused.err)
  const forced = await type(machine, 'upgrade', 'acme', '--to', 'v1.0.5', '--force')
  assert.match(forced.out + forced.err, /taken by force: 1\.0\.5 is older than 1\.1\.0/)
  assert.equal(await live(), 'acmed 1.0.5\n')
}

async function byHand({ machine }: Stage): Promise<void> {
  const file = '/srv/releases/acme/acme-v1.0.5-linux-amd64.tar.gz'
  const { exit, out } = await type(machine, 'verify', file, '--app', 'acme', '--to', '1.0.5')
  assert.equal(exit, 0)
  assert.match(out, /trust +minisign key [0-9A-F]{16} signed SHA256SUMS\n +trust +version 1\.0\.5 is in the signed name/)
  assert.equal((await type(machine, 'verify', file, '--app', 'acme', '--to', '1.0.6')).exit, 40)
}

async function belowTheMinimum({ machine }: Stage): Promise<void> {
  const dropIn = '/etc/app-upgrade/acme.toml.d/50-minimum.toml'
  await machine.must(['sh', '-c', `mkdir -p /etc/app-upgrade/acme.toml.d && printf '[release]\nminimum_version = "9.0.0"\n' > ${dropIn}`])
  const { exit, err } = await type(machine, 'upgrade', 'acme', '--to', 'v1.0.5', '--force')
  assert.equal(exit, 40)
  assert.match(err, /1\.0\.5 is older than 9\.0\.0, the oldest that the settings allow/)
  await machine.must(['rm', dropIn])
}

async function rehearsed({ machine, offer, live }: Stage): Promise<void> {
  const dropIn = '/etc/app-upgrade/acme.toml.d/50-rehearsal.toml'
  const toml = `[rehearsal]
unsandboxed = "allowed"
[[rehearse]]
name = "who am I"
command = ["/bin/sh", "-c", "id -un; test $(id -u) -ne 0 && test $(id -G) = $(id -g) && ! touch /root/x"]
`
  await machine.writeFile(dropIn, toml)
  offer.add({ version: '1.1.5', ill: 'lies' })
  const refused = await type(machine, 'upgrade', 'acme', '--to', 'v1.1.5')
  assert.deepEqual([refused.exit, await live()], [40, 'acmed 1.0.5\n'], refused.err)
  assert.match(refused.err, /does not pass its rehearsal: .*does not say 1\.1\.5 but 9\.9\.9/)
  offer.add({ version: '1.1.6' })
  const { exit, out, err } = await type(machine, 'upgrade', 'acme', '--to', 'v1.1.6')
  assert.equal(exit, 0, err)
  assert.match(out + err, /the rehearsal ran as a plain child, as 'nobody': there is no systemd here that could keep it from the network/)
  await machine.must(['rm', dropIn])
}

async function unsigned({ machine, offer, live }: Stage): Promise<void> {
  const dropIn = '/etc/app-upgrade/acme.toml.d/50-unsigned.toml'
  offer.add({ version: '1.2.1' })
  await machine.must(['sh', '-c', 'rm /srv/releases/acme/SHA256SUMS.minisig'])
  assert.equal((await type(machine, 'upgrade', 'acme', '--to', 'v1.2.1')).exit, 40)
  await machine.must(['sh', '-c', `printf '[[trust]]\nkind = "checksums"\nunsigned = "accepted"\n' > ${dropIn}`])
  assert.match((await type(machine, 'doctor', 'acme')).out, /warning +acme: trust +releases are not signed/)
  const { exit, out, err } = await type(machine, 'upgrade', 'acme', '--to', 'v1.2.1')
  assert.equal(exit, 0, err)
  assert.match(out + err, /trust: +NOBODY SIGNED IT: only the server/)
  assert.equal(await live(), 'acmed 1.2.1\n')
}

async function clockBehind({ machine, offer }: Stage): Promise<void> {
  offer.add({ version: '1.2.2' })
  const seen = '/var/cache/app-upgrade/acme/shelf/*/offer.json'
  await machine.must(['sh', '-c', `sed -i 's/"atMs": [0-9]*/"atMs": 4000000000000/' ${seen}`])
  const { exit, err } = await type(machine, 'upgrade', 'acme', '--to', 'v1.2.2')
  assert.equal(exit, 40)
  assert.match(err, /the clock of this host says .*, but [0-9.]+ was put on the shelf on 2096-10-02/)
  assert.match(err, /If the clock was wrong when that was recorded, move '\/var\/cache\/app-upgrade\/acme\/shelf\/[0-9a-f]{64}' aside/)
  await machine.must(['sh', '-c', 'rm -r /var/cache/app-upgrade/acme/shelf'])
  assert.equal((await type(machine, 'upgrade', 'acme', '--to', 'v1.2.2')).exit, 0)
}
