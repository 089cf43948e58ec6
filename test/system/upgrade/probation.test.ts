import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { machine as thisMachine } from '../../../src/host/machine.ts'
import type { Entry } from '../../../src/upgrade/journal/entry.ts'
import { reopenJournal } from '../../../src/upgrade/journal/journal.ts'
import { lastWords } from './support/acmed.ts'
import { anApp, journalsOf, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { untilJournal } from './support/by-itself.ts'
import { die, guardedBy, guardOf, heard, unguarded } from './support/guarded.ts'
import { answers, finalEvents, history, leftovers, property, status, theFinalEventOf } from './support/look.ts'
import { fallenBack, start } from './support/operate.ts'

type Stage = Installed & { readonly host: Host }
let port = 7000

test('after the upgrade: its probation', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const stage = async (name: string, policy: string): Promise<Stage> => {
    const app = anApp({ name, port: port++ })
    put(host, `/etc/systemd/system/${unitOf(app)}.d/own.conf`, ownDropIn)
    return { host, ...await installByHand(host, app, { more: `\n[policy]\n${policy}\n` }) }
  }
  put(host, '/etc/systemd/system/own-alarm@.service', '[Service]\nType=oneshot\nExecStart=/usr/bin/touch /run/alarm-%i\n')
  await t.test('while the machine runs', { concurrency: 4 }, async (u) => {
    await Promise.all([
      u.test('g05 it dies later: the version before runs again, proven, and the dead one is remembered', async () => await diesLate(await stage('late', 'probation = "10min"'))),
      u.test('nothing happens: nothing is left', async () => await passes(await stage('well', 'probation = "8s"'))),
      u.test('switched off: nothing at all', async () => await off(await stage('off', 'probation = "0s"'))),
      u.test('late_crash = "tell": somebody is told, and nothing else', async () => await told(await stage('told', 'probation = "10min"\nlate_crash = "tell"'))),
      u.test('another upgrade begins in it', async () => await left(await stage('next', 'probation = "10min"'))),
      u.test('its operator stops the daemon, and it takes that badly', async () => await stopped(await stage('stopped', 'probation = "10min"'))),
      u.test('g03 systemd restarts it again and again: its end finds that', async () => await flaps(await stage('flapping', 'probation = "10min"'))),
    ])
  })
  await t.test('a reboot in it, and one right after a crash was written down', async () => await rebooted(await stage('boot', 'probation = "1h"'), await stage('owed', 'probation = "1h"')))
})

/** The operator's own: no restart by systemd, and an alarm of theirs. */
const ownDropIn = '[Unit]\nOnFailure=own-alarm@%p.service\n[Service]\nRestart=no\n'
const withAlarm = (name: string, ours: string): string => [ours, `own-alarm@${name}.service`].filter((one) => one !== '').toSorted().join(' ')

async function upgraded({ host: { machine }, app, offer }: Stage): Promise<void> {
  offer.add({ version: '1.1.0', ill: 'mortal' })
  assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 0)
}

async function assertGuard({ host: { machine }, app }: Stage, expected: typeof unguarded): Promise<void> {
  const found = await guardOf(machine, app)
  assert.deepEqual({ ...found, onFailure: found.onFailure.split(' ').toSorted().join(' ') }, { ...expected, onFailure: withAlarm(app.name, expected.onFailure) })
}

type Probation = Extract<Entry, { entry: 'probation' }>
/** What the journals say of probations, oldest first. */
function recorded({ host: { machine }, app }: Stage): readonly string[] {
  const directory = join(machine.root, journalsOf(app))
  const lines = readdirSync(directory).toSorted().flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n')).filter((line) => line !== '')
  const bodies = lines.map((line) => (JSON.parse(line) as { readonly body: Entry }).body)
  return bodies.filter((body): body is Probation => body.entry === 'probation').map((body) => (body.stage === 'began' ? 'began' : body.how))
}

async function diesLate(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  // Somebody else's, which systemd stops with the daemon.
  put(stage.host, '/etc/systemd/system/bound.service', `[Unit]\nBindsTo=${unitOf(app)}\nAfter=${unitOf(app)}\n[Service]\nExecStart=/usr/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n`)
  await machine.must(['systemctl', 'enable', '--now', 'bound.service'])
  await upgraded(stage)
  await assertGuard(stage, guardedBy(app))
  assert.match(await machine.must(['systemctl', 'list-timers', '--all']), /app-upgrade-probation@late\.timer/)
  const event = await theFinalEventOf(machine, app, async () => {
    await die(machine, app)
    await heard(machine, app, 'rolled-back')
    await fallenBack(machine, app.name)
  })
  assert.deepEqual([event['APP_UPGRADE_FROM'], event['APP_UPGRADE_TO'], event['PRIORITY']], ['1.0.0', '1.1.0', '3'])
  assert.match(String(event['APP_UPGRADE_REASON']), /^1\.1\.0 died within its probation: unit 'late\.service' failed: exit status 3/)
  assert.deepEqual([await answers(machine, app), await property(machine, 'bound.service', 'ActiveState')], ['1.0.0', 'active'])
  const said = (await machine.journal('-u', 'app-upgrade-fallback@late')).map((line) => line['MESSAGE']).join('\n')
  assert.ok(said.includes(lastWords), said)
  await assertGuard(stage, { ...guardedBy(app) })
  assert.deepEqual(recorded(stage), ['began', 'crashed', 'began'])
  const { live, skipped, open } = await status(machine, app)
  assert.deepEqual([live, skipped.map((one) => one.version), open], ['1.0.0', ['1.1.0'], null])
  const last = (await history(machine, app)).at(-1)
  assert.deepEqual([last?.way, last?.actor, last?.from, last?.to, last?.outcome], ['back', 'probation', '1.1.0', '1.0.0', 'upgraded'])
  assert.ok(existsSync(join(machine.root, 'run/alarm-late')) || (await machine.exec(['test', '-e', '/run/alarm-late'])).code === 0, 'the operator’s own OnFailure= is kept')
  assert.equal(await property(machine, 'app-upgrade-fallback@late.service', 'Result'), 'success')
  const again = await start(machine, app.name)
  assert.equal(again.exit, 40, 'it is not taken again')
  assert.deepEqual(leftovers(machine, app), [])
}

async function passes(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await upgraded(stage)
  await heard(machine, app, 'passed')
  await machine.must(['systemctl', 'start', 'app-upgrade-probation@well.service'])
  await assertGuard(stage, unguarded)
  assert.deepEqual(recorded(stage), ['began', 'passed'])
  await die(machine, app)
  await fallenBack(machine, app.name)
  assert.deepEqual([(await status(machine, app)).live, await property(machine, unitOf(app), 'ActiveState')], ['1.1.0', 'failed'], 'it is nobody’s business any more')
}

async function off(stage: Stage): Promise<void> {
  await upgraded(stage)
  await assertGuard(stage, unguarded)
  assert.deepEqual(recorded(stage), [])
}

async function told(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await upgraded(stage)
  const event = await theFinalEventOf(machine, app, async () => {
    await die(machine, app)
    await heard(machine, app, 'crashed')
    await fallenBack(machine, app.name)
  })
  assert.deepEqual([event['PRIORITY'], event['APP_UPGRADE_TO'], event['APP_UPGRADE_OUTCOME']], ['3', '1.1.0', 'crashed'])
  const { live, skipped } = await status(machine, app)
  assert.deepEqual([live, skipped, await property(machine, unitOf(app), 'ActiveState')], ['1.1.0', [], 'failed'])
  await assertGuard(stage, unguarded)
  assert.deepEqual(recorded(stage), ['began', 'crashed'])
}

async function left(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  await upgraded(stage)
  offer.add({ version: '1.2.0' })
  assert.equal((await start(machine, `${app.name}@v1.2.0`)).exit, 0)
  assert.deepEqual(recorded(stage), ['began', 'left', 'began'])
  await assertGuard(stage, guardedBy(app))
}

async function stopped(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await upgraded(stage)
  const before = (await finalEvents(machine, app)).length
  await machine.exec(['systemctl', 'stop', unitOf(app)])
  assert.equal(await property(machine, unitOf(app), 'Result'), 'exit-code')
  await fallenBack(machine, app.name)
  assert.deepEqual([(await status(machine, app)).live, await property(machine, unitOf(app), 'ActiveState'), (await finalEvents(machine, app)).length], ['1.1.0', 'failed', before])
  assert.deepEqual(recorded(stage), ['began'])
}

async function flaps(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await machine.must(['rm', `/etc/systemd/system/${unitOf(app)}.d/own.conf`])
  await machine.must(['systemctl', 'daemon-reload'])
  await upgraded(stage)
  await die(machine, app)
  // What its timer starts, once systemd has counted; this waits for the restart that systemd is at.
  await untilJournal(machine, '-u', unitOf(app), '--grep=restart counter is at 1')
  await machine.must(['systemctl', 'start', unitOf(app)])
  await machine.must(['systemctl', 'start', `app-upgrade-probation@${app.name}.service`])
  await heard(machine, app, 'rolled-back')
  assert.equal(await answers(machine, app), '1.0.0')
  assert.match((await history(machine, app)).at(-1)?.reason ?? '', /'flapping\.service' was restarted by systemd once/)
}

async function rebooted(stage: Stage, owed: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await upgraded(stage)
  await upgraded(owed)
  await machine.poweroff()
  await crashWasNoted(owed)
  await machine.powerOn()
  await machine.booted()
  assert.equal(await property(machine, 'app-upgrade-recover.service', 'Result'), 'success')
  await assertGuard(stage, guardedBy(app))
  assert.equal(await answers(machine, app), '1.1.0')
  await die(machine, app)
  await heard(machine, app, 'rolled-back')
  assert.equal(await answers(machine, app), '1.0.0')
  assert.deepEqual((await status(machine, app)).skipped.map((one) => one.version), ['1.1.0'])
  await heard(machine, owed.app, 'rolled-back')
  assert.deepEqual([await answers(machine, owed.app), (await status(machine, owed.app)).skipped.map((one) => one.version)], ['1.0.0', ['1.1.0']])
}

/** As whoever wrote it down left it, when the power was cut before the way back began. */
async function crashWasNoted({ host: { machine }, app }: Stage): Promise<void> {
  const directory = join(machine.root, journalsOf(app))
  const transaction = (readdirSync(directory)[0] ?? '').replace('.jsonl', '')
  const journal = await reopenJournal({ disk: thisMachine.disk, clock: thisMachine.clock, directory }, transaction)
  await journal.append({ entry: 'probation', stage: 'ended', how: 'crashed', because: 'it died' })
}
