import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import type { Machine } from '../bed/machine.ts'
import { type App, anApp, configOf, homeOf, journalsOf, publicPathOf, unitOf } from '../upgrade/support/an-app.ts'
import { anOperatorsHost, type Host, type Installed, installByHand, put } from '../upgrade/support/an-operators-host.ts'
import { answers, history, property, status } from '../upgrade/support/look.ts'
import { start, type } from '../upgrade/support/operate.ts'
import { stoppedAfter } from '../upgrade/support/stopped-after.ts'
import { waitingToGoBack } from '../upgrade/support/waiting-to-go-back.ts'

const patient = '[health]\ndeadline = "1min"\nsteady   = "20s"\n[rollback]\nsteady = "1s"\n'
type Life = Installed & { readonly host: Host }

/** What a hostile neighbour, an unlucky moment or an odd machine can do to an upgrade whose release is good. */
test('odd machines and unlucky moments', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const life = async (name: string, port: number, wishes: Parameters<typeof installByHand>[2] = {}, layout: App['layout'] = 'links'): Promise<Life> => ({ host, ...await installByHand(host, anApp({ name, port, layout }), wishes) })

  await t.test('a home that the acquiring half may not enter', async () => await closedHome(await life('closed', 7100)))
  await t.test('a program that its own user placed by hand is adopted', async () => {
    await foreignProgram(await life('foreign', 7101))
    await foreignProgram(await life('foreign-in-place', 7102, {}, 'in-place'))
  })
  await t.test("the old Debian's /usr/local/bin: setgid, group staff", async () => await setgidDirectory(await life('staffed', 7103, {}, 'in-place')))
  await t.test('A5 a local user cannot hold the lock', async () => await lockIsOurs(await life('locked', 7104)))
  await t.test('f05 a rollback that is typed while an upgrade runs waits for its end, and is no upgrade', async () => await busy(await life('busy', 7105)))
  await t.test('a run that dies before it can say anything is not answered with the account of the one before', async () => await silent(await life('mute', 7111)))
  await t.test('back twice does not lead to the version that was left', async () => await backTwice(await life('twice', 7106)))
  await t.test('a transaction that still owes its undoing stops the next one', async () => await stillOwed(await life('owing', 7109)))
  await t.test('a killed run is settled although its app file has gone', async () => await withoutConfig(await life('orphan', 7107, { health: patient })))
  // Without a probation: the daemon-reload that it begins with makes systemd count from the start again, and the unit's own time is over by then.
  await t.test('what the app file allows is not cut short by the timeouts of the unit', async () => {
    await longWatch(await life('longer', 7110, { health: '[health]\ndeadline = "1min"\nsteady   = "11s"\n[rollback]\nsteady = "9s"\n', more: '[policy]\nprobation = "0s"\n' }))
  })
  await t.test('f16 a shutdown in the middle of the watch: the version before runs after the boot, and nothing is held against the new one', async () => await shutdown(await life('leaving', 7108, { health: patient })))
})

async function closedHome({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.1.0' })
  // Closed to the acquiring half alone: the probes of this app run as a user of their own, and must get there.
  await machine.must(['install', '-d', '-g', 'app-upgrade', '-m', '705', homeOf(app)])
  const started = await start(machine, `${app.name}@v1.1.0`)
  assert.equal(started.exit, 0, await said(machine, app))
  assert.equal(await answers(machine, app), '1.1.0')
}

async function foreignProgram({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.1.0' })
  await machine.must(['chown', '1000:1000', publicPathOf(app)])
  const started = await start(machine, `${app.name}@v1.1.0`)
  assert.equal(started.exit, 0, await said(machine, app))
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal((await type(machine, 'rollback', app.name)).exit, 0)
  assert.equal(await answers(machine, app), '1.0.0')
}

async function setgidDirectory({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.1.0' })
  await machine.must(['chgrp', 'staff', '/usr/local/bin'])
  await machine.must(['chmod', '2775', '/usr/local/bin'])
  const started = await start(machine, `${app.name}@v1.1.0`)
  await machine.must(['chmod', '00755', '/usr/local/bin'])
  assert.equal(started.exit, 0, await said(machine, app))
  assert.equal(await answers(machine, app), '1.1.0')
}

async function lockIsOurs({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.1.0' })
  assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 0)
  const stranger = await machine.exec(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'flock', '-n', `/run/app-upgrade/${app.name}.lock`, 'true'])
  assert.match(stranger.stderr, /Permission denied/)
}

async function busy({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.1.0' })
  // Both of them typed, and both for the one unit that has no version in its name.
  const run = await stoppedAfter(machine, app, 'began watch', () => type(machine, 'upgrade', app.name))
  const back = await waitingToGoBack(machine, app)
  await run.letGo()
  const [upgraded, gone] = [await run.ended, await back.exit]
  assert.deepEqual([upgraded.exit, gone], [0, 0], `${upgraded.out}${upgraded.err}${back.said()}`)
  assert.equal(await answers(machine, app), '1.0.0', `${back.said()}${await said(machine, app)}`)
  assert.deepEqual((await history(machine, app)).map(({ way, running }) => [way, running]), [['on', '1.1.0'], ['back', '1.0.0']])
}

/** A unit that has failed keeps its last run's name until the next one begins. */
async function silent({ host, app, offer }: Life): Promise<void> {
  const { machine } = host
  offer.add({ version: '1.1.0', ill: 'exits' })
  assert.equal((await start(machine, app.name)).exit, 41, await said(machine, app))
  put(host, `/etc/systemd/system/app-upgrade@${app.name}.service.d/dead.conf`, '[Service]\nExecStart=\nExecStart=/bin/sh -c "kill -KILL $$$$"\n')
  await machine.must(['systemctl', 'daemon-reload'])
  const { exit, err } = await type(machine, 'upgrade', app.name)
  assert.equal(exit, 69, err)
  assert.match(err, /unit 'app-upgrade@mute\.service' left no report/)
  assert.doesNotMatch(err, /1\.1\.0/)
}

async function backTwice({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.1.0' })
  assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 0)
  assert.equal((await type(machine, 'rollback', app.name)).exit, 0)
  const again = await type(machine, 'rollback', app.name)
  assert.equal(again.exit, 40, again.out)
  assert.match(again.err, /1\.1\.0, which ran before, is skipped/)
  assert.equal(await answers(machine, app), '1.0.0')
  assert.equal((await type(machine, 'rollback', app.name, '--force')).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0')
}

async function stillOwed({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.1.0' })
  // Neither `keep` nor its undoing can remove what is not empty.
  await machine.must(['mkdir', '-p', `${homeOf(app)}/current.upgrading/full`])
  for (const attempt of [1, 2]) assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 74, `attempt ${attempt}`)
  assert.deepEqual((await history(machine, app)).map((item) => item.outcome), ['open'])
  await machine.must(['rm', '-r', `${homeOf(app)}/current.upgrading`])
  assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 0)
  assert.deepEqual((await history(machine, app)).map((item) => item.outcome), ['refused', 'upgraded'])
}

async function withoutConfig({ host, app, offer }: Life): Promise<void> {
  const { machine } = host
  offer.add({ version: '1.1.0' })
  const unit = `app-upgrade@${app.name}@v1.1.0.service`
  await machine.must(['systemctl', 'start', '--no-block', unit])
  await began(machine, app, 'watch')
  const text = await machine.readFile(configOf(app))
  rmSync(join(machine.root, configOf(app)))
  await killed(machine, unit)
  put(host, configOf(app), text)
  const [last] = await history(machine, app)
  assert.deepEqual([last?.outcome, last?.running], ['rolled-back', '1.0.0'])
  assert.equal(await answers(machine, app), '1.0.0')
  assert.match(await said(machine, app), /nothing is held against 1\.1\.0/)
}

async function longWatch({ host, app, offer }: Life): Promise<void> {
  const { machine } = host
  for (const version of ['1.1.0', '1.2.0']) offer.add({ version })
  put(host, '/etc/systemd/system/app-upgrade@.service.d/short.conf', '[Service]\nTimeoutStartSec=8s\nTimeoutStopSec=7s\n')
  await machine.must(['systemctl', 'daemon-reload'])
  const started = await start(machine, `${app.name}@v1.1.0`)
  assert.equal(started.exit, 0, await said(machine, app))
  assert.equal(await answers(machine, app), '1.1.0')
  const unit = `app-upgrade@${app.name}@v1.2.0.service`
  await machine.must(['systemctl', 'start', '--no-block', unit])
  await began(machine, app, 'watch', 2)
  await killed(machine, unit)
  rmSync(join(machine.root, '/etc/systemd/system/app-upgrade@.service.d'), { recursive: true })
  await machine.must(['systemctl', 'daemon-reload'])
  const last = (await history(machine, app)).at(-1)
  assert.deepEqual([last?.to, last?.outcome, last?.running], ['1.2.0', 'rolled-back', '1.1.0'], await said(machine, app))
  const fallback = await machine.journal('--unit', `app-upgrade-fallback@${app.name}@v1.2.0.service`)
  assert.equal(fallback.some((line) => String(line['MESSAGE']).includes('is live again') || String(line['MESSAGE']).includes('is running again')), false, 'the fallback had nothing left to do')
}

async function shutdown({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.1.0' })
  await machine.must(['systemctl', 'start', '--no-block', `app-upgrade@${app.name}@v1.1.0.service`])
  await began(machine, app, 'watch')
  await machine.exec(['systemctl', 'poweroff'])
  await machine.wentOff()
  await machine.powerOn()
  await machine.booted()
  const [last] = await history(machine, app)
  assert.deepEqual([last?.outcome, last?.running], ['rolled-back', '1.0.0'], last?.because ?? '')
  assert.equal(await answers(machine, app), '1.0.0')
  assert.deepEqual((await status(machine, app)).skipped, [])
  assert.equal(await property(machine, unitOf(app), 'ActiveState'), 'active')
}

/** The main process alone: what follows is up to ExecStopPost=. Waits for its end. */
async function killed(machine: Machine, unit: string): Promise<void> {
  await machine.must(['systemctl', 'kill', '--kill-who=main', '--signal=KILL', unit])
  await machine.exec(['sh', '-c', `until systemctl show -p ActiveState --value ${unit} | grep -qE '^(failed|inactive)$'; do sleep 0.1; done`], { timeoutSeconds: 300 })
}

/** Waits until the newest transaction has come so far. */
async function began(machine: Machine, app: App, step: string, transactions = 1): Promise<void> {
  const journals = `${journalsOf(app)}/*.jsonl`
  const ran = await machine.exec(['sh', '-c', `until [ "$(grep -ls '"began","step":"${step}"' ${journals} | wc -l)" -ge ${transactions} ]; do sleep 0.05; done`], { timeoutSeconds: 300 })
  assert.equal(ran.code, 0, `'${step}' never began`)
}

/** What the runs of an app said, for a failing assertion. */
async function said(machine: Machine, app: App): Promise<string> {
  return (await machine.journal('--unit', `app-upgrade*@${app.name}*`)).map((line) => line['MESSAGE']).join('\n')
}
