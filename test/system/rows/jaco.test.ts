import assert from 'node:assert/strict'
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import { aForge, type FakeForge } from '../../support/a-forge.ts'
import { lastWords, type DaemonWishes } from '../upgrade/support/acmed.ts'
import { anApp } from '../upgrade/support/an-app.ts'
import { put } from '../upgrade/support/an-operators-host.ts'
import { finalEvents, history, leftovers, status, theFinalEventOf } from '../upgrade/support/look.ts'
import { type } from '../upgrade/support/operate.ts'
import { aRow, releasesHost, type Row, useShippedFile } from './support/a-row.ts'
import { holds, running, saidBy, starts, touchesNothing } from './support/outcome.ts'
import { program } from './support/program.ts'
import { aMinisignKey, minisign, sha256sums, tarball, writeFiles } from './support/publisher.ts'

// JACO (formats.md 1): a tarball with a top directory, SHA256SUMS of everything and its minisign signature beside it, two programs that are replaced in
// place. What `upgrade` does without systemd (their soft skip) is tested in ../without-systemd.test.ts.

test('JACO: releases on GitHub, or by their address', { timeout: 1_500_000 }, async (t) => {
  const life = await aLife(t)
  await using _ = life.row
  await t.test('systemctl start app-upgrade@v0.2.0: both programs, and the way back beside them', async () => await good(life))
  await t.test('an ill release is rolled back, explained and remembered', async () => await ill(life))
  await t.test('--url takes their address, with its siblings', async () => await byAddress(life))
  await t.test('--url and --prefix: the same, elsewhere', async () => await elsewhere(life))
  await t.test('V18 corrupted, unsigned, signed by somebody else: contents and times stay as they are', async () => await refused(life))
})

interface Life { readonly row: Row & AsyncDisposable; readonly forge: FakeForge; readonly keys: Readonly<Record<'ours' | 'theirs', string>>; readonly dist: string }

const app = anApp({ name: 'jaco', layout: 'in-place', port: 7001, files: ['acmed', 'acme'] })
const paths = ['/usr/local/bin/jaco', '/usr/local/bin/jacod'] as const
const client = (version: string): string => `#!/bin/sh\necho 'jaco ${version}'\n`
const tarballOf = (tag: string): string => `jaco-${tag}-linux-amd64.tar.gz`

async function aLife(t: TestContext): Promise<Life> {
  const forge = await aForge(t, { kind: 'github', posted: [] })
  const row = await aRow(t, { suite: 'bookworm', names: { 'github.com': forge, 'api.github.com': forge } })
  const { host: { machine }, scratch } = row
  const [ours, theirs] = [aMinisignKey(join(scratch, 'ours')), aMinisignKey(join(scratch, 'theirs'))]
  installByHand(row, { name: 'jaco', folder: '/usr/local/bin', port: app.port })
  useShippedFile(row, 'jaco', { changes: [['RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3', ours.keyLine]] })
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', 'jaco.service'])
  return { row, forge, keys: { ours: ours.secretKey, theirs: theirs.secretKey }, dist: join(scratch, 'dist') }
}

function installByHand({ host }: Row, { name, folder, port }: { readonly name: string; readonly folder: string; readonly port: number }): void {
  put(host, `${folder}/jacod`, program({ version: '0.1.0' }), 0o755)
  put(host, `${folder}/jaco`, client('0.1.0'), 0o755)
  put(host, `/etc/systemd/system/${name}.service`, `[Service]\nType=notify\nExecStart=${folder}/jacod ${port}\nRestart=on-failure\nRestartSec=100ms\n[Install]\nWantedBy=multi-user.target\n`)
}

/** As their workflow makes it, down to the packages of others that stand in the same list. Returns the folder in which everything lies. */
function release({ keys, dist }: Life, wishes: DaemonWishes): string {
  const [tag, folder] = [`v${wishes.version}`, join(dist, `v${wishes.version}`)]
  mkdirSync(folder, { recursive: true })
  tarball(join(folder, tarballOf(tag)), tarballOf(tag).replace('.tar.gz', ''), {
    'INSTALL.md': 'Install.\n', LICENSE: 'Free.\n', 'README.md': 'Read.\n', jaco: client(wishes.version), 'jaco.service': '[Service]\n', jacod: program(wishes), 'jacod.yaml': 'a: 1\n',
  })
  const others = [`jaco-${tag}-linux-arm64.tar.gz`, `jaco_${wishes.version}_amd64.deb`, `jaco-${wishes.version}-1.x86_64.rpm`, `jaco_${wishes.version}_x86_64.apk`]
  writeFiles(folder, Object.fromEntries(others.map((name) => [name, name])))
  sha256sums(folder, readdirSync(folder))
  minisign(folder, 'SHA256SUMS', keys.ours)
  return folder
}

function post({ forge }: Life, folder: string): void {
  const tag = folder.split('/').at(-1) ?? ''
  forge.posted = [...forge.posted.filter((one) => one.tag !== tag), { tag, files: Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))])) }]
}

async function good(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  post(life, release(life, { version: '0.2.0' }))
  const event = await theFinalEventOf(machine, app, async () => await starts(machine, 'v0.2.0', 0))
  assert.deepEqual([event['MESSAGE_ID'], event['APP_UPGRADE_TO']], [finalEventIds.upgraded, '0.2.0'])
  assert.equal(await running(machine, app.port), '0.2.0')
  await holdsBoth(life, '0.2.0', '0.1.0')
  assert.equal(await machine.must(['jaco']), 'jaco 0.2.0\n')
  const { live, last } = await status(machine, app)
  assert.deepEqual([live, last?.outcome, last?.running], ['0.2.0', 'upgraded', '0.2.0'])
  assert.match(await saidBy(machine, 'v0.2.0'), /minisign key [0-9A-F]+ signed SHA256SUMS/)
}

async function holdsBoth({ row: { host: { machine } } }: Life, live: string, kept: string): Promise<void> {
  for (const [suffix, version] of [['', live], ['.prev', kept]] as const) {
    await holds(machine, paths[0] + suffix, client(version))
    await holds(machine, paths[1] + suffix, program({ version }))
  }
}

async function ill(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  post(life, release(life, { version: '0.3.0', ill: 'exits' }))
  await starts(machine, 'jaco', 41)
  assert.equal(await running(machine, app.port), '0.2.0')
  await holds(machine, paths[0], client('0.2.0'))
  await holds(machine, paths[1], program({ version: '0.2.0' }))
  assert.ok((await saidBy(machine, 'jaco')).includes(lastWords))
  assert.deepEqual((await history(machine, app)).map((one) => [one.from, one.to, one.outcome, one.running]), [['0.1.0', '0.2.0', 'upgraded', '0.2.0'], ['0.2.0', '0.3.0', 'rolled-back', '0.2.0']])
  await touchesNothing(machine, { paths, unit: 'jaco.service' }, async () => await starts(machine, 'jaco', 40))
}

async function byAddress(life: Life): Promise<void> {
  const { host: { machine }, site } = life.row
  renameSync(release(life, { version: '0.4.0' }), join(site, 'v0.4.0'))
  const address = `https://${releasesHost}/v0.4.0/${tarballOf('v0.4.0')}`
  const query = await type(machine, 'upgrade', 'jaco', '--url', `${address}?download=1`, '--dry-run')
  assert.equal(query.exit, 0, `V14: ${query.err}`)
  const { exit, err } = await type(machine, 'upgrade', 'jaco', '--url', address)
  assert.equal(exit, 0, err)
  assert.equal(await running(machine, app.port), '0.4.0')
  await holdsBoth(life, '0.4.0', '0.2.0')
}

/** A second one on the same machine, whose programs lie elsewhere than its app file says. */
async function elsewhere(life: Life): Promise<void> {
  const { row, row: { host: { machine } } } = life
  installByHand(row, { name: 'jaco2', folder: '/opt/own/bin', port: 7002 })
  copyFileSync(join(machine.root, '/etc/app-upgrade/jaco.toml'), join(machine.root, '/etc/app-upgrade/jaco2.toml'))
  put(row.host, '/etc/app-upgrade/jaco2.toml.d/90-here.toml', `${readFileSync(join(machine.root, '/etc/app-upgrade/jaco.toml.d/90-here.toml'), 'utf8')}[[unit]]\nname = "jaco2.service"\n`)
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', 'jaco2.service'])
  const { exit, err } = await type(machine, 'upgrade', 'jaco2', '--url', `https://${releasesHost}/v0.4.0/${tarballOf('v0.4.0')}`, '--prefix', '/opt/own/bin')
  assert.equal(exit, 0, err)
  assert.equal(await running(machine, 7002), '0.4.0')
  await holds(machine, '/opt/own/bin/jacod', program({ version: '0.4.0' }))
  await holds(machine, '/opt/own/bin/jaco.prev', client('0.1.0'))
  await machine.must(['rm', '-r', '/etc/app-upgrade/jaco2.toml', '/etc/app-upgrade/jaco2.toml.d'])
}

async function refused(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const folder = release(life, { version: '0.5.0' })
  const whole = readFileSync(join(folder, tarballOf('v0.5.0')))
  const spoiled: readonly (readonly [exit: number, words: RegExp, spoil: () => void])[] = [
    [40, /sha256/i, () => writeFileSync(join(folder, tarballOf('v0.5.0')), Buffer.concat([whole.subarray(0, -1), Buffer.from([(whole.at(-1) ?? 0) ^ 1])]))],
    [40, /does not match what it should sign/, () => appendFileSync(join(folder, 'SHA256SUMS'), '\n')],
    [40, /key/, () => minisign(folder, 'SHA256SUMS', life.keys.theirs)],
    // As they publish it today: no signature at all.
    [40, /there is no 'SHA256SUMS\.minisig'/, () => rmSync(join(folder, 'SHA256SUMS.minisig'))],
  ]
  for (const [exit, words, spoil] of spoiled) {
    minisign(folder, 'SHA256SUMS', life.keys.ours)
    spoil()
    post(life, folder)
    await touchesNothing(machine, { paths: [...paths, '/var/lib/app-upgrade/jaco/journals'], unit: 'jaco.service' }, async () => await starts(machine, 'jaco@v0.5.0', exit))
    assert.match(await saidBy(machine, 'jaco@v0.5.0'), words)
  }
  assert.ok((await finalEvents(machine, app)).some((event) => event['MESSAGE_ID'] === finalEventIds.tampered && event['PRIORITY'] === '2'), 'P19')
  assert.deepEqual(leftovers(machine, app), [])
  assert.equal(await running(machine, app.port), '0.4.0')
}
