import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { otherEventIds } from '../../../src/cli/final-event-ids.ts'
import type { StatusReport } from '../../../src/upgrade/report.ts'
import { aGate, type Held } from './support/a-gate.ts'
import { aLingeringUser, installAsUser } from './support/a-user.ts'
import { anApp, offersOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { assertWhole } from './support/crash-site.ts'
import { answers, history, status } from './support/look.ts'
import { start, type } from './support/operate.ts'

type Stage = Installed & { readonly host: Host }

test('P8 what the operator wants: pin, hold and channel, by verb and by file', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'trixie' })
  let port = 7700
  const stage = async (name: string, ...versions: readonly string[]): Promise<Stage> => {
    const installed = await installByHand(host, anApp({ name, port: port++ }))
    for (const version of versions) installed.offer.add({ version })
    return { host, ...installed }
  }
  await t.test('P8 a pin takes exactly it; what is newer is still reported; unpin goes on', async () => await pinned(await stage('pinned', '1.1.0', '1.2.0')))
  await t.test('P8 a hold refuses with who, when and why; --force and its end let go', async () => await held(await stage('held', '1.1.0', '1.2.0')))
  await t.test('P8 a channel is switched, and not left behind', async () => await switched(await stage('switched', '1.1.0', '1.2.0-beta.1')))
  await t.test('P8 a pin file of configuration management speaks last', async () => await pinFile(await stage('managed', '1.1.0', '1.2.0')))
  await t.test('P8 E49 F44 a hold that is typed while a release is fetched stops the run', async () => await meanwhile(await stage('meanwhile', '1.1.0'), holds))
  await t.test('F44 a unit that is edited while a release is fetched stops the run; the next one takes it as it is', async () => await meanwhile(await stage('edited', '1.1.0'), editsUnit))
  await t.test('a broken operator file is named with its line, and never written over', async () => await broken(await stage('broken', '1.1.0')))
  await t.test('many pins at once: each is whole, or is told to ask again', async () => await atOnce(await stage('crowd', '1.1.0')))
  await t.test("--user: a user's own daemon, in files of that user", async () => await asUser(host))
  await t.test('P4 nobody but root says what is wanted; everybody may ask', async () => await unprivileged(await stage('nobody', '1.1.0')))
})

const operatorFile = ({ app }: Stage): string => `/etc/app-upgrade/${app.name}.toml.d/50-operator.toml`
function operatorText(stage: Stage): string | null {
  const outside = join(stage.host.machine.root, operatorFile(stage))
  return existsSync(outside) ? readFileSync(outside, 'utf8') : null
}
async function must({ host: { machine } }: Stage, ...words: readonly string[]): Promise<string> {
  const { exit, out, err } = await type(machine, ...words)
  assert.equal(exit, 0, `${words.join(' ')}: ${out}${err}`)
  return out
}

async function pinned(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const said = await must(stage, 'pin', 'pinned', 'v1.1.0', '--reason', 'ticket 4711')
  assert.match(said, /^pinned: pinned to 1\.1\.0: [^]*1\.0\.0 is live|^pinned: pinned to 1\.1\.0/)
  const report = await status(machine, app)
  assert.deepEqual([report.pin?.version, report.pin?.reason, (report.pin?.atMs ?? 0) > Date.UTC(2020, 0)], ['1.1.0', 'ticket 4711', true])
  assert.match(report.pin?.by ?? '', /^root \(uid 0\)/)
  assert.equal((await start(machine, 'pinned')).exit, 0)
  await assertWhole(machine, app, '1.1.0', 'the pinned one, not the newest')
  const check = await type(machine, 'check', 'pinned')
  assert.match(check.out, /1\.2\.0/, 'the newer one is still reported')
  assert.match(check.out, /pinned by root \(uid 0\)[^\n]*ticket 4711/)
  assert.equal((await start(machine, 'pinned')).exit, 0)
  assert.equal((await history(machine, app)).length, 1, 'the pinned one is live: nothing to do')
  const other = await type(machine, 'upgrade', 'pinned', '--to', '1.2.0')
  assert.deepEqual([other.exit, /1\.1\.0 is pinned/.test(other.err), /unpin/.test(other.err)], [40, true, true], other.err)
  await must(stage, 'unpin', 'pinned')
  assert.equal(operatorText(stage), null, 'nothing is left in it')
  assert.equal((await start(machine, 'pinned')).exit, 0)
  assert.equal(await answers(machine, app), '1.2.0')
  // Back by a pin: a person's wish, and so a downgrade that was asked for.
  await must(stage, 'pin', 'pinned', '1.1.0')
  const back = await type(machine, 'upgrade', 'pinned')
  assert.equal(back.exit, 0, back.err)
  assert.equal(await answers(machine, app), '1.1.0')
  const events = (await machine.journal('APP_UPGRADE_APP=pinned')).filter((line) => line['MESSAGE_ID'] === otherEventIds['wish-changed'])
  assert.deepEqual(events.map((line) => [line['APP_UPGRADE_WISH'], line['APP_UPGRADE_REASON']]), [['pin', 'ticket 4711'], ['unpin', undefined], ['pin', undefined]])
}

async function held(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await must(stage, 'hold', 'held', '--for', '2d', '--reason', 'nobody is here')
  const refused = await type(machine, 'upgrade', 'held')
  assert.notEqual(refused.exit, 0)
  for (const word of [/held until/, /by root \(uid 0\)/, /nobody is here/, /unhold/]) assert.match(refused.err + refused.out, word)
  assert.notEqual((await start(machine, 'held@v1.1.0')).exit, 0)
  assert.equal(await answers(machine, app), '1.0.0')
  await must(stage, 'upgrade', 'held', '--to', '1.1.0', '--force')
  assert.equal(await answers(machine, app), '1.1.0', '--force is a person’s word against a hold')
  await must(stage, 'rollback', 'held')
  assert.equal(await answers(machine, app), '1.0.0', 'the way back is never held')
  await must(stage, 'unhold', 'held')
  assert.equal(operatorText(stage), null)
  // Its end, without a clock to be moved: as the file would say it the day after.
  put(stage.host, operatorFile(stage), '[policy]\nhold = { until = 2026-01-01T00:00:00Z, by = "root" }\n')
  await must(stage, 'upgrade', 'held')
  assert.equal(await answers(machine, app), '1.2.0')
}

async function switched(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  assert.match(await must(stage, 'channel', 'switched'), /^switched follows stable\n/)
  await must(stage, 'upgrade', 'switched')
  assert.equal(await answers(machine, app), '1.1.0', 'a pre-release is not stable')
  assert.match(await must(stage, 'channel', 'switched', 'beta'), /follows beta from now on \(was stable\)/)
  await must(stage, 'upgrade', 'switched')
  assert.equal(await answers(machine, app), '1.2.0-beta.1')
  await must(stage, 'channel', 'switched', 'stable')
  await must(stage, 'upgrade', 'switched')
  assert.equal(await answers(machine, app), '1.2.0-beta.1', 'nothing becomes older by it')
}

async function pinFile(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const file = '/etc/app-upgrade/managed.pin'
  put(stage.host, file, '# ticket 4712: written by Ansible\n1.1.0\n')
  const report = await status(machine, app)
  assert.deepEqual([report.pin?.version, report.pin?.by, report.pin?.reason], ['1.1.0', file, 'ticket 4712: written by Ansible'])
  await must(stage, 'upgrade', 'managed')
  assert.equal(await answers(machine, app), '1.1.0')
  for (const words of [['pin', 'managed', '1.2.0'], ['unpin', 'managed']]) {
    const refused = await type(machine, ...words)
    assert.deepEqual([refused.exit, refused.err.includes(`${file}:2 says what pin is`)], [40, true], refused.err)
  }
  assert.equal(operatorText(stage), null)
  put(stage.host, file, '# see ticket\n1.2.O\n')
  const garbage = await type(machine, 'upgrade', 'managed')
  assert.deepEqual([garbage.exit, garbage.err.includes(`${file}:2: '1.2.O' is not a version`)], [78, true], garbage.err)
  assert.match((await type(machine, 'doctor', 'managed')).out, /managed\.pin:2: '1\.2\.O' is not a version/)
  rmSync(join(machine.root, file))
  await must(stage, 'upgrade', 'managed')
  assert.equal(await answers(machine, app), '1.2.0')
}

interface Meanwhile { readonly act: (stage: Stage) => Promise<unknown>; readonly says: RegExp; readonly then: 40 | 0 }
const holds: Meanwhile = {
  act: (stage) => must(stage, 'hold', stage.app.name, '--reason', 'stop it'),
  says: /were edited while its release was acquired: it is held by root \(uid 0\)[^\n]*\(stop it\) now/,
  then: 40,
}
const editsUnit: Meanwhile = {
  async act({ host: { machine }, app }) {
    await machine.writeFile(`/etc/systemd/system/${app.name}.service.d/override.conf`, '[Service]\nWorkingDirectory=/srv\n')
    await machine.must(['systemctl', 'daemon-reload'])
  },
  says: /unit 'edited\.service' was edited while the upgrade was prepared.*upgrade again/s,
  then: 0,
}

async function meanwhile(stage: Stage, { act, says, then }: Meanwhile): Promise<void> {
  const { host: { machine }, app } = stage
  const opened = Promise.withResolvers<Held>()
  const gate = await aGate([join(machine.root, offersOf(app))], (one) => opened.resolve(one), /\.tar\.gz$/)
  const ended = start(machine, app.name)
  try {
    await Promise.race([opened.promise, ended.then((early) => assert.fail(`it ended before anything was fetched: ${JSON.stringify(early)}`))])
    await act(stage)
  } finally {
    await gate.remove()
  }
  assert.equal((await ended).exit, 40)
  assert.equal(await answers(machine, app), '1.0.0')
  assert.match((await machine.journal('-u', `app-upgrade@${app.name}`)).map((line) => String(line['MESSAGE'])).join('\n'), says)
  assert.equal((await start(machine, app.name)).exit, then)
}

async function broken(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const text = '[policy]\npin = 1.1.0\n'
  put(stage.host, operatorFile(stage), text)
  for (const words of [['hold', 'broken'], ['unpin', 'broken'], ['upgrade', 'broken']]) {
    const { exit, err } = await type(machine, ...words)
    assert.deepEqual([exit, err.includes(`${operatorFile(stage)}:2:`)], [78, true], `${words.join(' ')}: ${err}`)
  }
  assert.equal(operatorText(stage), text)
  assert.equal(await answers(machine, app), '1.0.0')
}

async function atOnce(stage: Stage): Promise<void> {
  const { host: { machine } } = stage
  const versions = ['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5', '1.1.6']
  const ended = await Promise.all(versions.map((version) => type(machine, 'pin', 'crowd', version)))
  assert.ok(ended.some(({ exit }) => exit === 0))
  for (const { exit, err } of ended) assert.ok(exit === 0 || (exit === 75 && /is being changed by (root|somebody who has just begun)/.test(err)), `${exit}: ${err}`)
  const { pin } = await status(machine, stage.app)
  assert.ok(ended.some(({ exit }, index) => exit === 0 && versions[index] === pin?.version), 'the last one who was told yes')
  const directory = join(machine.root, `/etc/app-upgrade/crowd.toml.d`)
  assert.deepEqual(readdirSync(directory), ['50-operator.toml'])
}

async function unprivileged(stage: Stage): Promise<void> {
  const { host: { machine } } = stage
  const asNobody = (...words: readonly string[]) => machine.exec(['setpriv', '--reuid=65534', '--clear-groups', 'app-upgrade', ...words])
  for (const words of [['pin', 'nobody', '1.1.0'], ['unpin', 'nobody'], ['hold', 'nobody'], ['unhold', 'nobody'], ['channel', 'nobody', 'beta']]) {
    const { code, stderr } = await asNobody(...words)
    assert.deepEqual([code, /only root/.test(stderr)], [77, true], `${words.join(' ')}: ${stderr}`)
  }
  assert.equal((await asNobody('channel', 'nobody')).code, 0)
  assert.equal(operatorText(stage), null)
}

async function asUser(host: Host): Promise<void> {
  const user = await aLingeringUser(host, 'op')
  const site = join(host.machine.root, '/srv/site')
  mkdirSync(site, { recursive: true })
  await installAsUser(host, user, { layout: 'links', vouching: 'checksums', site, port: 8080 })
  assert.match(await user.must('app-upgrade', 'pin', 'cmdop', '1.1.0', '--reason', 'mine', '--user'), /'app-upgrade --user unpin cmdop'/)
  const file = join(host.machine.root, user.home, '.config/app-upgrade/cmdop.toml.d/50-operator.toml')
  assert.match(readFileSync(file, 'utf8'), new RegExp(`\\npin = \\{ version = "1\\.1\\.0", by = "[^"]*\\(uid ${user.uid}\\)[^"]*", at = [^ ]+Z, reason = "mine" \\}\\n$`))
  assert.equal(statSync(file).uid, user.uid)
  assert.equal((JSON.parse(await user.must('app-upgrade', 'status', 'cmdop', '--json', '--user')) as StatusReport).pin?.version, '1.1.0')
  await user.must('app-upgrade', 'unpin', 'cmdop', '--user')
  assert.equal(existsSync(file), false)
}
