import assert from 'node:assert/strict'
import { lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'

import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import type { ToldMessage } from '../../../src/cli/words/told.ts'
import type { HistoryItem, StatusReport } from '../../../src/upgrade/report.ts'
import { serve } from '../../support/real-daemons/web-server.ts'
import type { Machine } from '../bed/machine.ts'
import { lastWords } from './support/acmed.ts'
import { aGate } from './support/a-gate.ts'
import { aLingeringUser, installAsUser, type User, type UsersApp } from './support/a-user.ts'
import { anOperatorsHost, type Host } from './support/an-operators-host.ts'
import { newestEntry } from './support/crash-site.ts'
import { answers, treeOf } from './support/look.ts'

/** With a bus of the user's, and with nothing but the manager's own socket. */
const managers = [
  { suite: 'bookworm', layout: 'in-place', vouching: 'minisign', packages: ['dbus-user-session'], bus: 'there' },
  { suite: 'trixie', layout: 'links', vouching: 'checksums', packages: [], bus: 'none' },
] as const

for (const { suite, layout, vouching, packages, bus } of managers) {
  test(`R10 cmdop: a user's own daemon on ${suite} (bare program, ${vouching}, ${layout}; user bus: ${bus})`, { timeout: 1_500_000 }, async (t) => {
    const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-'))
    t.after(() => rmSync(scratch, { recursive: true }))
    await using host = await anOperatorsHost({ suite, packages })
    const user = await aLingeringUser(host, 'op')
    const busHere = await host.machine.exec(['test', '-S', `/run/user/${user.uid}/bus`])
    assert.equal(busHere.code === 0 ? 'there' : 'none', bus)
    const site = join(scratch, 'site')
    mkdirSync(site)
    serve({ site, folder: join(scratch, 'nginx'), leader: host.machine.leader, port: 8080 })
    const life: Life = { host, machine: host.machine, ...await installAsUser(host, user, { layout, vouching, site, port: 8080 }) }
    await t.test('nothing of the system is asked or touched', async () => await nothingOfTheSystem(life))
    await t.test('a user whose manager sleeps is told how to wake it', async () => await asleep(life))
    await t.test("systemctl --user start brings 1.1.0, and nothing that is root's", async () => await upgraded(life))
    await t.test('an ill release is rolled back, proven, explained and remembered', async () => await rolledBack(life))
    await t.test('the verb follows the unit, and goes back by hand', async () => await byHand(life))
    await t.test("a timer of the user's own manager upgrades, and disable leaves nothing of it", async () => await byTimer(life))
    await t.test('the helper is killed in the middle of a restart, and its unit settles', async () => await killed(life))
    await t.test('the machine dies after a swap, and the kept version is there before the daemon starts', async () => await died(life))
    await t.test('E37 a directory that somebody else could write is refused', async () => await refused(life))
  })
}

type Life = UsersApp & { readonly host: Host; readonly machine: Machine }

async function nothingOfTheSystem({ user, machine }: Life): Promise<void> {
  assert.deepEqual(await statusOf(user), { live: 'adopted', running: 'active' })
  const system = await user.exec('app-upgrade', 'upgrade', 'cmdop')
  assert.deepEqual([system.code, /--user/.test(system.stderr)], [78, false], 'there is no such app of the machine')
  const doctor = await user.exec('app-upgrade', 'doctor', 'cmdop', '--user')
  assert.equal(doctor.code, 0, doctor.stdout + doctor.stderr)
  assert.match((await user.must('app-upgrade', '--user', 'check', 'cmdop', '--to', '1.1.0')), /does not offer 1\.1\.0/)
  assert.deepEqual(treeOf(machine, '/var/lib/app-upgrade').length, 1)
}

/** Nothing of the user's runs: the manager that could judge the daemon is to be woken, and no file is swapped behind its back. */
async function asleep({ machine, publicPath, user }: Life): Promise<void> {
  await machine.must(['useradd', '--create-home', 'sleeper'])
  await machine.must(['cp', '-r', `${user.home}/.config`, `${user.home}/.local`, '/home/sleeper/'])
  await machine.must(['chown', '-R', 'sleeper:sleeper', '/home/sleeper'])
  const before = treeOf(machine, publicPath.replace(user.home, '/home/sleeper'))
  const ran = await machine.exec(['setpriv', '--reuid=sleeper', '--regid=sleeper', '--init-groups', 'app-upgrade', 'upgrade', 'cmdop', '--to', 'v1.1.0', '--user'])
  assert.equal(ran.code, 69, ran.stderr)
  assert.match(ran.stderr, /your own service manager does not run.*loginctl enable-linger sleeper/s)
  assert.deepEqual(treeOf(machine, publicPath.replace(user.home, '/home/sleeper')), before)
}

async function upgraded(life: Life): Promise<void> {
  const { user, machine, app, offer, publicPath, journals } = life
  offer({ version: '1.1.0' })
  assert.deepEqual(await start(user, 'cmdop@v1.1.0'), { systemctl: 0, exit: 0 }, await said(life))
  assert.equal(await answers(machine, app), '1.1.0')
  const guard = await user.must('systemctl', '--user', 'show', '--value', '-p', 'OnFailure', 'cmdop.service')
  assert.equal(guard.trim(), 'app-upgrade-fallback@cmdop.service', 'its probation has begun')
  await user.must('systemctl', '--user', 'is-active', 'app-upgrade-probation@cmdop.timer')
  const [event] = await events(life, finalEventIds.upgraded)
  assert.deepEqual([event?.['APP_UPGRADE_TO'], event?.['_SYSTEMD_USER_UNIT'], event?.['_UID']], ['1.1.0', 'app-upgrade@cmdop@v1.1.0.service', String(user.uid)])
  await user.must('systemctl', '--user', 'start', 'app-upgrade-tell@cmdop.service')
  const told = (await machine.journal('-t', 'cmdop-ops')).map((line) => JSON.parse(String(line['MESSAGE'])) as ToldMessage)
  assert.deepEqual(told.map(({ app: of, event: how, to }) => [of, how, to]), [['cmdop', 'upgraded', '1.1.0']])
  const foreign = (path: string): readonly string[] => treeOf(machine, path).filter((line) => !line.split(' ')[2]?.startsWith(`${user.uid}:`))
  assert.deepEqual(foreign(user.home), [])
  assert.equal(lstatSync(join(machine.root, journals)).mode & 0o777, 0o700)
  assert.equal(lstatSync(join(machine.root, publicPath)).isSymbolicLink(), app.layout === 'links')
  assert.deepEqual(treeOf(machine, '/var/lib/app-upgrade').length, 1)
  assert.match(await user.must('app-upgrade', 'upgrade', 'cmdop', '--to', 'v1.1.0', '--user'), /1\.1\.0 is live already/)
}

async function rolledBack(life: Life): Promise<void> {
  const { user, machine, app, offer } = life
  // Of a user's process that is dead when journald reads its line, nobody can tell any more which unit it was.
  offer({ version: '1.2.0', ill: 'explains' })
  assert.deepEqual(await start(user, 'cmdop@v1.2.0'), { systemctl: 1, exit: 41 }, await said(life))
  assert.equal(await answers(machine, app), '1.1.0')
  const [event] = await events(life, finalEventIds['rolled-back'])
  assert.equal(event?.['APP_UPGRADE_OUTCOME'], 'rolled-back')
  assert.ok((await said(life)).includes(lastWords), "the user is not told why: the system journal of the user's unit was not read")
  assert.match(await machine.must(['sh', '-c', `cat ${life.journals}/*.jsonl`]), /cmdop\.service: Main process exited/, "what the user's manager says about the run")
  offer({ version: '1.3.0', ill: 'dies' })
  assert.equal((await start(user, 'cmdop@v1.3.0')).exit, 41)
  assert.deepEqual(await statusOf(user), { live: '1.1.0', running: 'active' })
  assert.equal((await start(user, 'cmdop@v1.2.0')).exit, 40, 'it is remembered')
  assert.match(await said(life), /'app-upgrade --user unskip cmdop 1\.2\.0'/, 'what is to be typed')
}

async function byHand({ user, machine, app, offer }: Life): Promise<void> {
  offer({ version: '1.4.0' })
  const ran = await user.exec('app-upgrade', 'upgrade', 'cmdop', '--user', '--to', 'v1.4.0', '--reason', 'Monday')
  assert.equal(ran.code, 0, ran.stderr)
  assert.match(ran.stderr, /watching the new version/)
  const back = await user.exec('app-upgrade', '--user', 'rollback', 'cmdop')
  assert.equal(back.code, 0, back.stderr)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal((await user.exec('app-upgrade', 'unskip', 'cmdop', '1.4.0', '--user')).code, 0)
}

/** What the timer would start; the source is one fixed address, so the release is named by a pin. */
async function byTimer(life: Life): Promise<void> {
  const { user, machine, app } = life
  const enabled = await user.exec('app-upgrade', 'enable', 'cmdop', '--interval', '6h', '--user')
  assert.equal(enabled.code, 0, enabled.stderr)
  assert.match(await user.must('systemctl', '--user', 'list-timers', '--all', '--full'), /app-upgrade-auto@cmdop\.timer/)
  assert.match(await user.must('cat', `${user.home}/.config/systemd/user/app-upgrade-auto@cmdop.timer.d/50-operator.conf`), /OnCalendar=\*-\*-\* 00\/6:00:00/)
  await user.must('app-upgrade', '--user', 'pin', 'cmdop', 'v1.4.0')
  const ran = await user.exec('systemctl', '--user', 'start', 'app-upgrade-auto@cmdop.service')
  assert.equal(ran.code, 0, await said(life))
  assert.equal(await answers(machine, app), '1.4.0', await said(life))
  assert.equal((await user.exec('app-upgrade', '--user', 'disable', 'cmdop')).code, 0)
  assert.doesNotMatch(await user.must('sh', '-c', 'ls -R ~/.config/systemd ~/.local/share/systemd 2>/dev/null || true'), /app-upgrade-auto/)
  await user.must('app-upgrade', '--user', 'unpin', 'cmdop')
  assert.equal((await user.exec('app-upgrade', '--user', 'rollback', 'cmdop')).code, 0)
  await user.must('app-upgrade', '--user', 'unskip', 'cmdop', '1.4.0')
}

async function killed(life: Life): Promise<void> {
  const { user, machine, app } = life
  await struck(life, 'began restart', ({ pid }) => { process.kill(pid, 'SIGKILL') }, async () => {
    assert.notEqual((await start(user, 'cmdop@v1.4.0')).systemctl, 0, 'a killed run must not look like success')
    await user.must('systemctl', '--user', 'start', 'app-upgrade-fallback@cmdop@v1.4.0.service')
  })
  assert.equal(await answers(machine, app), '1.1.0')
  assert.deepEqual(await lastOf(user), { to: '1.4.0', outcome: 'rolled-back', running: '1.1.0' })
  assert.match(await user.must('app-upgrade', 'recover', '--user'), /nothing was left to settle/)
}

async function died(life: Life): Promise<void> {
  const { user, machine, app } = life
  const there = Promise.withResolvers<void>()
  await struck(life, 'ended swap', () => there.resolve(), async () => {
    await user.must('systemctl', '--user', 'start', '--no-block', 'app-upgrade@cmdop@v1.4.0.service')
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('it did not come to its swap')), 300_000)
    await Promise.race([there.promise, late.promise]).finally(() => clearTimeout(timer))
    await machine.kill()
  })
  await machine.powerOn()
  assert.equal(await machine.booted(), 'running')
  await machine.must(['systemctl', 'start', `user@${user.uid}.service`])
  // The user's manager is up when it reaches basic.target, which is before the daemon: this waits for the rest.
  assert.equal((await user.exec('systemctl', '--user', 'is-system-running', '--wait')).stdout.trim(), 'running')
  assert.equal(await answers(machine, app), '1.1.0')
  const [began, settled] = [await property(user, 'cmdop.service', 'ExecMainStartTimestampMonotonic'), await property(user, 'app-upgrade-recover.service', 'ActiveEnterTimestampMonotonic')]
  assert.ok(Number(settled) > 0 && Number(settled) <= Number(began), `recovery ended at ${settled} µs, the daemon began at ${began} µs`)
  assert.deepEqual(await lastOf(user), { to: '1.4.0', outcome: 'rolled-back', running: '1.1.0' })
}

async function refused({ user, machine, app, publicPath }: Life): Promise<void> {
  const before = treeOf(machine, publicPath)
  await machine.must(['chmod', 'o+w', dirname(publicPath)])
  assert.equal((await start(user, 'cmdop@v1.4.0')).exit, 78)
  await machine.must(['chmod', 'o-w', dirname(publicPath)])
  await machine.must(['chmod', 'g+w', `${user.home}/.config/app-upgrade/cmdop.toml`])
  assert.equal((await start(user, 'cmdop@v1.4.0')).exit, 78)
  assert.deepEqual(treeOf(machine, publicPath), before)
  assert.equal(await answers(machine, app), '1.1.0')
}

/** Does `deal` with the run that opens its journal while `entry` is the newest in it; everybody else passes. */
async function struck({ machine, journals }: Life, entry: string, deal: (held: { readonly pid: number }) => void, act: () => Promise<void>): Promise<void> {
  const outside = join(machine.root, journals)
  mkdirSync(outside, { recursive: true })
  let todo: 'yes' | 'no' = 'yes'
  const gate = await aGate([outside], (held) => {
    if (todo === 'no' || newestEntry(machine, join(journals, basename(held.path))) !== entry) return held.letGo()
    todo = 'no'
    deal(held)
    // Whoever is to be killed with the machine waits for that.
    if (entry !== 'ended swap') held.letGo()
  })
  try {
    await act()
    assert.equal(todo, 'no', `nobody came to '${entry}'`)
  } finally {
    await gate.remove()
  }
}

async function start(user: User, instance: string): Promise<{ readonly systemctl: number | null; readonly exit: number }> {
  const unit = `app-upgrade@${instance}.service`
  const { code } = await user.exec('systemctl', '--user', 'start', unit)
  const exit = Number(await property(user, unit, 'ExecMainStatus'))
  // OnFailure= holds the lock for a moment: whoever starts again at once is told that somebody is at work.
  if (code !== 0) await user.exec('systemctl', '--user', 'start', `app-upgrade-fallback@${instance}.service`)
  return { systemctl: code, exit }
}

async function property(user: User, unit: string, name: string): Promise<string> {
  return (await user.must('systemctl', '--user', 'show', '--value', '-p', name, unit)).trim()
}

async function statusOf(user: User): Promise<{ readonly live: string; readonly running: string | undefined }> {
  const { live, units } = JSON.parse(await user.must('app-upgrade', 'status', 'cmdop', '--json', '--user')) as StatusReport
  return { live: (live ?? '').replace(/^adopted-.*/, 'adopted'), running: units[0]?.activeState }
}

async function lastOf(user: User): Promise<Pick<HistoryItem, 'to' | 'outcome' | 'running'>> {
  const [line = ''] = (await user.must('app-upgrade', 'history', 'cmdop', '--json', '--user', '--limit', '1')).split('\n')
  const { to, outcome, running } = JSON.parse(line) as HistoryItem
  return { to, outcome, running }
}

async function events({ machine }: Life, id: string): ReturnType<Machine['journal']> {
  return await machine.journal('APP_UPGRADE_APP=cmdop', `MESSAGE_ID=${id}`)
}

async function said({ machine, user }: Life): Promise<string> {
  return (await machine.journal(`_UID=${user.uid}`, '-t', 'app-upgrade')).map((line) => String(line['MESSAGE'])).join('\n')
}
