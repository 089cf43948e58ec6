import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import type { EnabledReport } from '../../../src/upgrade/unattended-report.ts'
import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import { type App, anApp, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installAllByHand, type Installed, put } from './support/an-operators-host.ts'
import { holding } from './support/holding.ts'
import { awayWhile, begin, rush, timersOf, untilJournal, windowAround } from './support/by-itself.ts'
import { answers, finalEvents, history, property, treeOf } from './support/look.ts'
import { type } from './support/operate.ts'

type Stage = Installed & { readonly host: Host }
const names = ['listed', 'second', 'fires', 'missed', 'unseen', 'again', 'locked'] as const

test('what happens by itself', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  await earlyAfternoon(host)
  const installed = await installAllByHand(host, names.map((name, index) => anApp({ name, port: 7000 + index })))
  const stages = Object.fromEntries(names.map((name, index) => [name, { host, ...installed[index] }])) as Record<(typeof names)[number], Stage>
  for (const { offer } of Object.values(stages)) offer.add({ version: '1.1.0' })
  await t.test('enable: a timer that list-timers shows, its times in a drop-in, the same when it is said twice', async () => await enabled(stages.listed, stages.second))
  await t.test('disable leaves nothing of it', async () => await disabled(stages.listed))
  await t.test('enable that fails in its last part has changed nothing', async () => await undone(stages.listed))
  await t.test('the timer fires, and upgrades', async () => await fires(stages.fires))
  await t.test('P8 the off switches bind timers; an explicit command still works, and says so', async () => await switches(stages.listed))
  await t.test('windows that were written by hand have a run, too', async () => await byHand(stages.second))
  await t.test('a pin file begins a run when it is written', async () => await pinned(stages.second))
  await t.test('--check-only looks, and takes nothing', async () => await onlyLooks(stages.unseen))
  await t.test('a server that is not reached is tried again by a timer, and then it works', async () => await triedAgain(stages.again))
  await t.test('P5 while another run holds the lock: its holder is named, and it is tried again', async () => await lockedOut(stages.locked))
  await t.test('peers 27 f18 a window that passed while the machine was off: nothing outside of it, the upgrade in the next; recovery first', async () => await missedWindow(stages.missed))
})

/** It lies as far as may be from the times that intervals have of themselves (00:00, 06:00, 12:00): no timer fires that a test has only looked at. */
async function earlyAfternoon({ machine }: Host): Promise<void> {
  const east = 13 - new Date().getUTCHours()
  const zone = `/usr/share/zoneinfo/Etc/GMT${east < 0 ? `+${-east}` : `-${east}`}`
  await machine.must(['test', '-e', zone])
  await machine.must(['ln', '-sfT', zone, '/etc/localtime'])
}

const timer = ({ name }: App): string => `app-upgrade-auto@${name}.timer`
const dropIn = ({ name }: App): string => `/etc/systemd/system/app-upgrade-auto@${name}.timer.d/50-operator.conf`

async function enableJson({ host: { machine }, app }: Stage, ...words: readonly string[]): Promise<EnabledReport> {
  const said = await type(machine, 'enable', app.name, '--json', ...words)
  assert.equal(said.exit, 0, said.err)
  return JSON.parse(said.out) as EnabledReport
}

async function enabled(stage: Stage, other: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const words = ['--interval', '6h', '--window', 'Sat 22:00-23:00 Europe/Berlin']
  const first = await enableJson(stage, ...words)
  assert.deepEqual([first.changed, first.everyMs, first.schedule.state, first.schedule.windows], ['yes', 21_600_000, 'enabled', ['Sat 22:00-23:00 Europe/Berlin']])
  const text = readFileSync(join(machine.root, dropIn(app)), 'utf8')
  assert.match(text, /\n\[Timer\]\nOnCalendar=\nOnCalendar=\*-\*-\* 00\/6:00:00\nOnCalendar=Sat \*-\*-\* 22:00:00 Europe\/Berlin\nRandomizedDelaySec=1800s\n$/)
  assert.match((await timersOf(machine, app)).join('\n'), /app-upgrade-auto@listed\.timer/)
  assert.ok(existsSync(join(machine.root, `/var/lib/app-upgrade/${app.name}/inbox`)), 'a bundle can be put there at once')
  const before = [...treeOf(machine, '/etc/systemd/system'), ...treeOf(machine, '/etc/app-upgrade'), await property(machine, timer(app), 'ActiveEnterTimestampMonotonic')]
  await machine.must(['systemctl', 'daemon-reload'])
  const again = await enableJson(stage)
  assert.deepEqual([again.changed, again.everyMs, again.schedule.nextRunMs], ['no', 21_600_000, first.schedule.nextRunMs])
  assert.deepEqual([...treeOf(machine, '/etc/systemd/system'), ...treeOf(machine, '/etc/app-upgrade'), await property(machine, timer(app), 'ActiveEnterTimestampMonotonic')], before, 'what is so already stays untouched')
  const others = await enableJson(other, ...words)
  assert.notEqual(others.schedule.nextRunMs, first.schedule.nextRunMs, '30: two apps of one host do not begin in the same second')
  assert.equal((await type(machine, 'disable', other.app.name)).exit, 0)
}

async function disabled({ host: { machine }, app }: Stage): Promise<void> {
  assert.equal((await type(machine, 'pin', app.name, '1.1.0', '--reason', 'stays')).exit, 0)
  const said = await type(machine, 'disable', app.name)
  assert.equal(said.exit, 0, said.err)
  assert.deepEqual(treeOf(machine, '/etc/systemd/system').filter((line) => line.includes('app-upgrade-auto@') || line.includes('app-upgrade-pin@')), [])
  assert.deepEqual(treeOf(machine, '/var/lib/systemd/timers').filter((line) => line.includes('app-upgrade')), [])
  assert.deepEqual(await timersOf(machine, app), [])
  assert.match(readFileSync(join(machine.root, `/etc/app-upgrade/${app.name}.toml.d/50-operator.toml`), 'utf8'), /pin = [^]*1\.1\.0/)
  assert.match((await type(machine, 'disable', app.name)).out, /nothing happened by itself before, either/)
  assert.equal((await type(machine, 'unpin', app.name)).exit, 0)
}

/** A masked unit cannot be enabled: the drop-in and the settings that were written before it are taken back. */
async function undone({ host: { machine }, app }: Stage): Promise<void> {
  await machine.must(['systemctl', 'mask', `app-upgrade-pin@${app.name}.path`])
  const facts = (): readonly string[] => [...treeOf(machine, '/etc/systemd/system'), ...treeOf(machine, `/etc/app-upgrade/${app.name}.toml.d`)].map((line) => line.split(' ').filter((_, index) => index !== 3 && index !== 4).join(' '))
  const before = facts()
  const said = await type(machine, 'enable', app.name, '--interval', '1h', '--window', '02:00-04:00', '--check-only')
  assert.notEqual(said.exit, 0)
  assert.match(said.err, /app-upgrade-pin@listed\.path/)
  assert.deepEqual(facts(), before)
  assert.equal(await property(machine, timer(app), 'ActiveState'), 'inactive')
  await machine.must(['systemctl', 'unmask', `app-upgrade-pin@${app.name}.path`])
}

async function fires(stage: Stage): Promise<void> {
  const { host, app } = stage
  const { machine } = host
  await enableJson(stage, '--interval', '15min')
  await rush(host, app, 'OnCalendar=*:*:0/4', 'RandomizedDelaySec=0')
  await untilJournal(machine, `APP_UPGRADE_APP=${app.name}`, `MESSAGE_ID=${finalEventIds.upgraded}`)
  assert.equal((await type(machine, 'disable', app.name)).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.deepEqual((await history(machine, app)).map(({ actor, to, outcome }) => ({ actor, to, outcome })), [{ actor: 'timer', to: '1.1.0', outcome: 'upgraded' }])
}

async function switches(stage: Stage): Promise<void> {
  const { host, app } = stage
  const { machine } = host
  for (const [path, content] of [['/etc/app-upgrade/no-auto', 'nothing before Christmas\nsays Anna\n'], [`/etc/app-upgrade/${app.name}.no-auto`, ''], [`/etc/app-upgrade/${app.name}.toml.d/60-off.toml`, '[policy]\nauto = "no"\n']] as const) {
    put(host, path, content)
    const began = await begin(machine, app)
    assert.deepEqual([began.exit, began.result], [0, 'success'], began.said)
    assert.match(began.said, /nothing is done: unattended upgrades are switched off by/)
    if (content.includes('Anna')) assert.match(began.said, /no-auto': nothing before Christmas/)
    if (!content.includes('auto =')) await machine.must(['rm', path])
  }
  assert.deepEqual(await finalEvents(machine, app), [], 'no run, no event')
  assert.equal(await answers(machine, app), '1.0.0')
  const byHand = await type(machine, 'upgrade', app.name)
  assert.equal(byHand.exit, 0, byHand.err)
  assert.match(byHand.out, /note: +unattended upgrades are switched off by 'auto' under \[policy\]/)
  assert.equal(await answers(machine, app), '1.1.0')
  await machine.must(['rm', `/etc/app-upgrade/${app.name}.toml.d/60-off.toml`])
}

/** The timer knows nothing of them: the run that finds them closed leaves a timer for their opening. */
async function byHand(stage: Stage): Promise<void> {
  const { host, app } = stage
  const { machine } = host
  await enableJson(stage, '--interval', '12h', '--window', 'none')
  put(host, `/etc/app-upgrade/${app.name}.toml.d/60-hand.toml`, `[policy]\nwindows = ["${windowAround(60, 120)}"]\n`)
  const began = await begin(machine, app)
  assert.deepEqual([began.exit, /again: +in (?:5\d min|1 h)/.test(began.said)], [0, true], began.said)
  assert.match((await timersOf(machine, app)).join('\n'), /app-upgrade-again@second\.timer/)
  await enableJson(stage)
  assert.doesNotMatch((await begin(machine, app)).said, /again:/, 'now the timer has times of its own for them')
  assert.doesNotMatch((await timersOf(machine, app)).join('\n'), /app-upgrade-again@/)
  assert.equal(await answers(machine, app), '1.0.0')
  await machine.must(['rm', `/etc/app-upgrade/${app.name}.toml.d/60-hand.toml`])
}

async function pinned({ host: { machine }, app }: Stage): Promise<void> {
  // As a whole: systemd may look at a file that is there, and still empty.
  await machine.writeFile('/etc/app-upgrade/the-pin.new', '1.1.0\n')
  await machine.must(['mv', '/etc/app-upgrade/the-pin.new', `/etc/app-upgrade/${app.name}.pin`])
  await untilJournal(machine, `APP_UPGRADE_APP=${app.name}`, `MESSAGE_ID=${finalEventIds.upgraded}`)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.deepEqual((await history(machine, app)).map(({ actor }) => actor), ['pin file'])
  await type(machine, 'disable', app.name)
}

async function onlyLooks(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  assert.equal((await enableJson(stage, '--check-only')).schedule.state, 'check-only')
  const began = await begin(machine, app)
  assert.deepEqual([began.exit, began.result], [0, 'success'], began.said)
  assert.equal(await answers(machine, app), '1.0.0')
  assert.match(readFileSync(join(machine.root, `/var/lib/app-upgrade/${app.name}/seen.json`), 'utf8'), /1\.1\.0/)
  assert.equal((await enableJson(stage)).schedule.state, 'enabled')
  assert.equal((await begin(machine, app)).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0')
}

async function triedAgain(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await enableJson(stage, '--interval', '12h')
  await awayWhile(machine, app, async () => {
    const first = await begin(machine, app)
    assert.deepEqual([first.exit, first.result], [69, 'success'], first.said)
    assert.match(first.said, /again: +in 5 min/)
    assert.match((await begin(machine, app, 'again')).said, /again: +in 10 min/)
  })
  assert.match((await timersOf(machine, app)).join('\n'), /app-upgrade-again@again\.timer +app-upgrade-again@again\.service/)
  assert.equal(await machine.must(['systemctl', '--failed', '--no-legend', '--plain']), '', 'what is tried again needs nobody')
  const delayed = await property(machine, `app-upgrade-again@${app.name}.timer`, 'RandomizedDelayUSec')
  assert.equal(delayed, '10min', 'f19')
  const last = await begin(machine, app, 'again')
  assert.deepEqual([last.exit, last.result], [0, 'success'], last.said)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.doesNotMatch((await timersOf(machine, app)).join('\n'), /app-upgrade-again@/)
  assert.ok(!existsSync(join(machine.root, `/run/app-upgrade/${app.name}.tries`)))
}

async function lockedOut(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await enableJson(stage)
  const lock = `/run/app-upgrade/${app.name}.lock`
  await machine.must(['sh', '-c', `echo 'transaction 20261121T000000Z-abcdef, process 1' >${lock}`])
  const letGo = await holding(machine, lock)
  try {
    const began = await begin(machine, app)
    assert.deepEqual([began.exit, began.result], [75, 'success'], began.said)
    assert.match(began.said, /another run of app-upgrade is at work: transaction 20261121T000000Z-abcdef[^]*again: +in 5 min/)
    const typed = await type(machine, 'upgrade', app.name)
    assert.deepEqual([typed.exit, /20261121T000000Z-abcdef/.test(typed.err)], [75, true], typed.err)
  } finally {
    await letGo()
  }
  assert.equal(await answers(machine, app), '1.0.0')
  assert.equal((await begin(machine, app, 'again')).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0')
}

/** The window of some hours ago passed while the machine was off; the timer makes up for the run, and that run keeps to the windows. */
async function missedWindow(stage: Stage): Promise<void> {
  const { host, app } = stage
  const { machine } = host
  await enableJson(stage, '--interval', '1d', '--window', windowAround(-180, -120))
  await rush(host, app, 'RandomizedDelaySec=0')
  await machine.must(['touch', '-d', '2 days ago', `/var/lib/systemd/timers/stamp-${timer(app)}`])
  put(host, '/etc/systemd/system/app-upgrade-recover.service.d/slow.conf', '[Service]\nExecStartPre=/bin/sleep 2\n')
  await machine.kill()
  await machine.powerOn()
  await untilJournal(machine, '-b', '-u', `app-upgrade-auto@${app.name}.service`, 'JOB_RESULT=done')
  assert.equal(await machine.booted(), 'running')
  const began = Number(await property(machine, `app-upgrade-auto@${app.name}.service`, 'ExecMainStartTimestampMonotonic'))
  const settled = Number(await property(machine, 'app-upgrade-recover.service', 'ActiveEnterTimestampMonotonic'))
  assert.ok(settled > 0 && began >= settled, `f18: the run began at ${began} µs, recovery had ended at ${settled} µs`)
  assert.equal(await property(machine, `app-upgrade-auto@${app.name}.service`, 'ExecMainStatus'), '0')
  assert.deepEqual([await answers(machine, app), await property(machine, unitOf(app), 'NRestarts')], ['1.0.0', '0'], 'nothing outside of its windows')
  await enableJson(stage, '--window', windowAround(-10, 120))
  assert.equal((await begin(machine, app)).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0')
}
