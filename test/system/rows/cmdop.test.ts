import assert from 'node:assert/strict'
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

import type { HistoryItem, StatusReport } from '../../../src/upgrade/report.ts'
import { aForge, type FakeForge } from '../../support/a-forge.ts'
import type { DaemonWishes } from '../upgrade/support/acmed.ts'
import { aLingeringUser, type User } from '../upgrade/support/a-user.ts'
import { put } from '../upgrade/support/an-operators-host.ts'
import { treeOf } from '../upgrade/support/look.ts'
import { aRow, type Changes, type Row, useShippedFile } from './support/a-row.ts'
import { holds, running } from './support/outcome.ts'
import { program } from './support/program.ts'
import { aMinisignKey, minisign, sha256sums, writeFiles } from './support/publisher.ts'

// cmdop (formats.md 4): bare programs on GitHub whose names say nothing of a version, one list of checksums, a daemon of the user's own. Crashes, the bus
// and what else there is to a user's manager are tested in ../upgrade/user.test.ts.

test("cmdop: a bare program from GitHub, for a user's own daemon", { timeout: 1_500_000 }, async (t) => {
  const life = await aLife(t)
  await using _ = life.row
  await t.test('the channel: the newest stable one, 1.1.143 and v1.1.148 are spelled alike', async () => await channel(life))
  await t.test('pinned by its name, and an ill one goes back', async () => await pinned(life))
  await t.test('V18 another program than the list says, a list without it: nothing is touched', async () => await refused(life))
  await t.test('minisign over the list, which names no version', async () => await signed(life))
  await t.test('S7 the public path is a link: its file is replaced', async () => await linked(life))
  await t.test('S6 a directory that cannot be written is found before anybody is asked for anything', async () => await closed(life))
})

interface Life { readonly row: Row & AsyncDisposable; readonly forge: FakeForge; readonly user: User; readonly key: ReturnType<typeof aMinisignKey>; readonly dist: string }

const port = 7001
const publicPath = '/home/alice/.local/bin/cmdop'
const appFile = '/home/alice/.config/app-upgrade/cmdop.toml'
const cmdop = (wishes: DaemonWishes): string => program(wishes, { version: { says: `CMDOP CLI version ${wishes.version}` } })

async function aLife(t: TestContext): Promise<Life> {
  const forge = await aForge(t, { kind: 'github', posted: [] })
  const row = await aRow(t, { suite: 'trixie', names: { 'github.com': forge, 'api.github.com': forge } })
  const user = await aLingeringUser(row.host, 'alice')
  put(row.host, publicPath, cmdop({ version: '1.1.143' }), 0o755)
  put(row.host, '/home/alice/.config/systemd/user/cmdop.service', `[Service]\nType=notify\nExecStart=%h/.local/bin/cmdop ${port}\nRestart=on-failure\nRestartSec=100ms\n[Install]\nWantedBy=default.target\n`)
  const life = { row, forge, user, key: aMinisignKey(join(row.scratch, 'key')), dist: join(row.scratch, 'dist') }
  await use(life)
  await user.must('systemctl', '--user', 'daemon-reload')
  await user.must('systemctl', '--user', 'start', 'cmdop.service')
  return life
}

async function use({ row }: Pick<Life, 'row'>, changes: Changes = []): Promise<void> {
  useShippedFile(row, 'cmdop', { as: appFile, changes })
  await row.host.machine.must(['chown', '-R', 'alice:alice', '/home/alice'])
}

/** Their five programs and the list; `spoil` may change the folder before it is posted. */
function post({ forge, dist }: Life, wishes: DaemonWishes, spoil: (folder: string) => void = () => {}): void {
  const [tag, folder] = [`v${wishes.version}`, join(dist, `v${wishes.version}`)]
  const others = ['cmdop-linux-arm64', 'cmdop-macos-intel', 'cmdop-macos-silicon', 'cmdop-windows-x64.exe']
  mkdirSync(folder, { recursive: true })
  writeFiles(folder, { 'cmdop-linux-x64': cmdop(wishes), ...Object.fromEntries(others.map((name) => [name, `${name} ${tag}`])) })
  sha256sums(folder, ['cmdop-linux-x64', ...others])
  spoil(folder)
  forge.posted = [...forge.posted.filter((one) => one.tag !== tag), { tag, prerelease: tag.includes('-'), files: Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))])) }]
}

/** `systemctl --user start app-upgrade@INSTANCE`, as alice. */
async function starts({ user, row: { host: { machine } } }: Life, instance: string, exit: number): Promise<string> {
  const unit = `app-upgrade@${instance}.service`
  const before = await said()
  const { code } = await user.exec('systemctl', '--user', 'start', unit)
  const now = (await said()).slice(before.length)
  assert.equal(Number(await user.must('systemctl', '--user', 'show', '--value', '-p', 'ExecMainStatus', unit)), exit, now)
  assert.equal(code, exit === 0 ? 0 : 1)
  // OnFailure= of a failed run holds the lock for a moment: whoever starts again at once is told that somebody is at work.
  if (code !== 0) await user.exec('systemctl', '--user', 'start', `app-upgrade-fallback@${instance}.service`)
  return now

  async function said(): Promise<string> {
    return (await machine.journal(`_UID=${user.uid}`, '-t', 'app-upgrade')).map((line) => String(line['MESSAGE'])).join('\n')
  }
}

async function runs({ row: { host: { machine } }, user }: Life, version: string): Promise<void> {
  assert.equal(await running(machine, port), version)
  await holds(machine, publicPath, cmdop({ version }))
  assert.equal(await user.must(publicPath, 'version'), `CMDOP CLI version ${version}\n`)
  const { live, units } = JSON.parse(await user.must('app-upgrade', 'status', 'cmdop', '--json', '--user')) as StatusReport
  assert.deepEqual([live, units[0]?.activeState], [version, 'active'])
}

async function channel(life: Life): Promise<void> {
  post(life, { version: '1.1.147' })
  post(life, { version: '1.1.148' })
  post(life, { version: '1.2.0-rc.1' })
  assert.match(await life.user.must('app-upgrade', 'check', 'cmdop', '--user'), /cmdop: 1\.1\.148 is available/)
  assert.match(await starts(life, 'cmdop', 0), /NOBODY SIGNED IT/)
  await runs(life, '1.1.148')
  assert.match(await starts(life, 'cmdop@1.1.148', 0), /1\.1\.148 is live already/)
}

async function pinned(life: Life): Promise<void> {
  post(life, { version: '1.1.149', ill: 'exits' })
  assert.match(await starts(life, 'cmdop@v1.1.149', 41), /the new version did not (?:start|become healthy).*1\.1\.148 is running again/s)
  await runs(life, '1.1.148')
  post(life, { version: '1.1.150' })
  await starts(life, 'cmdop@v1.1.150', 0)
  await runs(life, '1.1.150')
  const lines = (await life.user.must('app-upgrade', 'history', 'cmdop', '--json', '--user')).split('\n').filter((line) => line !== '')
  assert.deepEqual(lines.map((line) => JSON.parse(line) as HistoryItem).map(({ from, to, outcome }) => `${from} ${to} ${outcome}`), ['1.1.148 1.1.150 upgraded', '1.1.148 1.1.149 rolled-back', '1.1.143 1.1.148 upgraded'])
}

async function untouched({ row: { host: { machine } }, user }: Life, act: () => Promise<unknown>): Promise<void> {
  const look = async (): Promise<readonly string[]> => [...treeOf(machine, '/home/alice/.local/bin'), ...treeOf(machine, '/home/alice/.local/share/cmdop'), await user.must('systemctl', '--user', 'show', '-p', 'MainPID,InvocationID', 'cmdop.service')]
  const before = await look()
  await act()
  assert.deepEqual(await look(), before)
}

async function refused(life: Life): Promise<void> {
  const cases: readonly (readonly [words: RegExp, spoil: (folder: string) => void])[] = [
    [/its sha256 is/, (folder) => { writeFileSync(join(folder, 'cmdop-linux-x64'), '#!/bin/sh\n') }],
    [/SHA256SUMS.*cmdop-linux-x64|cmdop-linux-x64.*SHA256SUMS/s, (folder) => { sha256sums(folder, ['cmdop-linux-arm64']) }],
  ]
  for (const [words, spoil] of cases) {
    post(life, { version: '1.1.151' }, spoil)
    await untouched(life, async () => assert.match(await starts(life, 'cmdop@v1.1.151', 40), words))
  }
  await runs(life, '1.1.150')
}

const signedList = (keyLine: string, more: string): Changes => [['kind     = "checksums"\nunsigned = "accepted"\nlist     = "SHA256SUMS"\n', `kind = "minisign"\nkeys = ["${keyLine}"]\n${more}`]]

async function signed(life: Life): Promise<void> {
  const { key } = life
  post(life, { version: '1.1.152' }, (folder) => { minisign(folder, 'SHA256SUMS', key.secretKey) })
  await use(life, signedList(key.keyLine, ''))
  await untouched(life, async () => assert.match(await starts(life, 'cmdop@v1.1.152', 40), /version/))
  await use(life, signedList(key.keyLine, 'version = "unsigned"\n'))
  assert.match(await starts(life, 'cmdop@v1.1.152', 0), /minisign key [0-9A-F]+ signed SHA256SUMS/)
  await runs(life, '1.1.152')
  const doctor = await life.user.exec('app-upgrade', 'doctor', 'cmdop', '--user')
  assert.match(doctor.stdout, /warning +cmdop: trust .*version/)
}

const inPlace: Changes = [['kind  = "links"\nhome  = "/home/alice/.local/share/cmdop"\n', 'kind  = "in-place"\n']]
const resolvedPath = '/home/alice/apps/cmdop/bin/cmdop'

async function linked(life: Life): Promise<void> {
  const { row, row: { host: { machine } }, user } = life
  await user.must('systemctl', '--user', 'stop', 'cmdop.service')
  await machine.must(['rm', '-r', publicPath, '/home/alice/.local/share/cmdop', '/home/alice/.local/state/app-upgrade'])
  put(row.host, resolvedPath, cmdop({ version: '1.1.152' }), 0o755)
  await machine.must(['ln', '-s', resolvedPath, publicPath])
  await use(life, inPlace)
  await user.must('systemctl', '--user', 'start', 'cmdop.service')
  post(life, { version: '1.1.153' })
  await starts(life, 'cmdop@v1.1.153', 0)
  await runs(life, '1.1.153')
  assert.equal(readlinkSync(join(machine.root, publicPath)), resolvedPath)
  assert.ok(lstatSync(join(machine.root, resolvedPath)).isFile())
  await holds(machine, `${resolvedPath}.prev`, cmdop({ version: '1.1.152' }))
}

async function closed(life: Life): Promise<void> {
  const { row: { host: { machine }, web } } = life
  post(life, { version: '1.1.154' })
  const directory = '/home/alice/apps/cmdop/bin'
  await machine.must(['chmod', 'a-w', directory])
  const before = [web.asked().length, ...treeOf(machine, directory)]
  const said = await starts(life, 'cmdop', 77)
  assert.match(said, /no file can be replaced in '\/home\/alice\/apps\/cmdop\/bin': uid \d+ may not write to this directory/)
  assert.doesNotMatch(said, /sudo/)
  assert.deepEqual([web.asked().length, ...treeOf(machine, directory)], before)
  await machine.must(['chmod', 'u+w', directory])
  await starts(life, 'cmdop', 0)
  await runs(life, '1.1.154')
}
