import assert from 'node:assert/strict'
import { on } from 'node:events'
import { test } from 'node:test'

import { saidBy } from '../rows/support/outcome.ts'
import { acmed, type Illness } from './support/acmed.ts'
import { type App, anApp, homeOf, offersOf, publicPathOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { signer } from './support/an-offer.ts'
import { answers, property, status } from './support/look.ts'
import { start } from './support/operate.ts'

// A daemon with its socket, a helper beside it, a service of somebody else's that requires it, and a process that outlives its restarts: banger's and
// wattcloud's shape (formats.md 3 and 5). Debian 12: systemd 252 is the oldest that counts.

type Stage = Installed & { readonly host: Host }

test('several units are one', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const stage = await installed(host)
  await t.test('R9 R12 restarted in order, each judged before the next; whoever lives on, or hangs on them, is seen to', async () => await inOrder(stage))
  await t.test('g19 a socket and a timer whose own files change: both are in force, and what is open stays so', async () => await doorsChange(stage))
  await t.test('R9 g36 the second fails: both go back, and who requires the first runs', async () => await secondFails(stage))
  await t.test('R9 g36 the first is ill: the second is never restarted', async () => await firstIll(stage))
  await t.test('g36 the first does not start, and systemd leaves down who requires it: it is started again', async () => await firstFails(stage))
  await t.test('g18 a daemon that rests behind its socket is started and judged', async () => await idle(stage))
})

const daemon = 'duo.service'
const helper = 'duo-helper.service'
const socket = 'duo.socket'
const web = 'web.service'
/** One service for each connection, and one that is run by the calendar. */
const side = 'duo-side.socket'
const timer = 'duo-clean.timer'
const app: App = anApp({ name: 'duo', port: 8500, files: ['acmed', 'acme'] })
const helperApp: App = { ...app, port: 8501 }
const at = (unit: string): string => `/etc/systemd/system/${unit}`

const sideText = (backlog: number): string => `[Socket]\nListenStream=127.0.0.1:8502\nAccept=yes\nBacklog=${backlog}\n`
const timerText = (calendar: string): string => `[Timer]\nOnCalendar=${calendar}\n`
const socketText = (backlog: number): string => `[Socket]\nListenStream=/run/duo.sock\nBacklog=${backlog}\n`
// Who has failed is looked at before systemd tries once more, however slow the machine is.
const texts: Readonly<Record<string, string>> = {
  // The first start leaves a process behind that no restart ends, as a virtual machine would be.
  [daemon]: `[Service]\nType=notify\nExecStart=${publicPathOf(app)} ${app.port}\nExecStartPost=/bin/sh -c '[ -e /run/duo.vm ] || { touch /run/duo.vm; /usr/bin/sleep infinity & }'\nKillMode=process\nRestart=on-failure\nRestartSec=2min\n`,
  [helper]: `[Service]\nType=notify\nExecStart=${publicPathOf(app, 'acme')} ${helperApp.port}\nRestart=on-failure\nRestartSec=2min\n`,
  [socket]: socketText(7),
  [side]: sideText(7),
  [timer]: timerText('yearly'),
  [web]: `[Unit]\nRequires=${daemon}\nAfter=${daemon}\n[Service]\nType=exec\nExecStart=/usr/bin/sleep infinity\n`,
}

/** None of the app's, and started by those. */
const started: Readonly<Record<string, string>> = {
  'duo-side@.service': '[Service]\nExecStart=/usr/bin/cat\nStandardInput=socket\n',
  'duo-clean.service': '[Service]\nType=oneshot\nExecStart=/usr/bin/touch /run/duo-cleaned\n',
}

const appFile = `[source]
kind     = "directory"
path     = "${offersOf(app)}"
artifact = "duo-{tag}-linux-{arch}.tar.gz"

[[trust]]
kind  = "minisign"
keys  = ["${signer.keyLine}"]
signs = "SHA256SUMS"

[layout]
kind  = "links"
home  = "${homeOf(app)}"
files = { "acmed" = "${publicPathOf(app)}", "acme" = "${publicPathOf(app, 'acme')}" }

[[unit]]
name = "${socket}"

[[unit]]
name   = "${daemon}"
steady = "1s"
ready  = ["daemon"]

[[unit]]
name = "${helper}"

[[unit]]
name = "${side}"

[[unit]]
name = "${timer}"

[[file]]
from    = "units/${socket}"
missing = "keep"

[[file]]
from    = "units/${side}"
missing = "keep"

[[file]]
from    = "units/${timer}"

[[probe]]
kind          = "http"
name          = "daemon"
url           = "http://127.0.0.1:${app.port}/version"
body_contains = "{version}"
interval      = "200ms"

[[probe]]
kind          = "http"
name          = "helper"
url           = "http://127.0.0.1:${helperApp.port}/version"
body_contains = "{version}"
interval      = "200ms"

[health]
deadline = "15s"
steady   = "1s"

[rollback]
deadline = "2min"

[policy]
probation = "0s"
`

async function installed(host: Host): Promise<Stage> {
  const by = await installByHand(host, app, { start: 'no' })
  put(host, publicPathOf(app, 'acme'), acmed({ version: '1.0.0' }), 0o755)
  for (const [unit, text] of Object.entries({ ...texts, ...started })) put(host, at(unit), text)
  put(host, '/etc/app-upgrade/duo.toml', appFile)
  await host.machine.must(['systemctl', 'daemon-reload'])
  await host.machine.must(['systemctl', 'start', socket, daemon, helper, web, side, timer])
  return { host, ...by }
}

interface Release { readonly version: string; readonly first?: Illness; readonly second?: Illness; readonly backlog?: number; readonly calendar?: string | null }

function offer({ offer: by }: Stage, { version, first, second, backlog, calendar = 'yearly' }: Release): void {
  const wishes = (ill?: Illness): Parameters<typeof acmed>[0] => ({ version, ...(ill === undefined ? {} : { ill }) })
  by.add(wishes(first), Buffer.from(acmed(wishes(second))), {
    ...(backlog === undefined ? {} : { [`units/${socket}`]: socketText(backlog), [`units/${side}`]: sideText(backlog) }),
    ...(calendar === null ? {} : { [`units/${timer}`]: timerText(calendar) }),
  })
}

async function tries(stage: Stage, release: Release, exit: number): Promise<string> {
  offer(stage, release)
  const instance = `duo@v${release.version}`
  const started = await start(stage.host.machine, instance)
  const said = await saidBy(stage.host.machine, instance)
  assert.equal(started.exit, exit, said)
  return said
}

/** Both answer with this version, and everybody else is up. */
async function allRun({ host: { machine } }: Stage, version: string): Promise<void> {
  assert.deepEqual([await answers(machine, app), await answers(machine, helperApp)], [version, version])
  for (const unit of Object.keys(texts)) assert.equal(await property(machine, unit, 'ActiveState'), 'active', unit)
}

const run = async ({ host: { machine } }: Stage, unit: string): Promise<string> => await property(machine, unit, 'InvocationID')
const microseconds = async ({ host: { machine } }: Stage, unit: string, moment: string): Promise<number> => Number(await property(machine, unit, `${moment}Monotonic`))

async function inOrder(stage: Stage): Promise<void> {
  const listening = await run(stage, socket)
  const said = await tries(stage, { version: '1.1.0' }, 0)
  await allRun(stage, '1.1.0')
  const steadyUs = await microseconds(stage, helper, 'InactiveExitTimestamp') - await microseconds(stage, daemon, 'ActiveEnterTimestamp')
  assert.ok(steadyUs >= 1_000_000, `the second was restarted ${steadyUs} us after the first was up`)
  assert.equal(await run(stage, socket), listening, 'g19 nothing of the socket changed, and it went on listening')
  assert.match(said, /processes of the run before go on, as KillMode= of 'duo\.service' wants: \d+ sleep/)
}

/** When the timer comes next, of `hourly` and `yearly`; and whether it is armed at all. It ran its service never. */
async function armed({ host: { machine } }: Stage): Promise<string> {
  assert.equal((await machine.exec(['test', '-e', '/run/duo-cleaned'])).code, 1)
  const next = (await property(machine, timer, 'NextElapseUSecRealtime')).includes('-01-01 00:00:00') ? 'yearly' : 'hourly'
  return `${await property(machine, timer, 'SubState')} ${next}`
}

/** Says something over a connection that stays open, and waits for its echo. */
function aConnection({ host: { machine } }: Stage): { readonly echo: () => Promise<void>; readonly end: () => void } {
  const client = machine.start(['/bin/bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/8502; while read -r word; do echo "$word" >&3; read -r word <&3 || exit; echo "$word"; done'])
  let said = 0
  return {
    async echo() {
      client.stdin?.write(`word-${++said}\n`)
      for await (const [heard] of on(client.stdout ?? client, 'data', { close: ['end'] })) if (String(heard).includes(`word-${said}`)) return
      assert.fail(`the connection ended before word-${said}`)
    },
    end: () => void client.stdin?.end(),
  }
}

async function doorsChange(stage: Stage): Promise<void> {
  const { host: { machine } } = stage
  const [listening, beside, waiting] = [await run(stage, socket), await run(stage, side), await run(stage, timer)]
  const connection = aConnection(stage)
  await connection.echo()
  assert.equal(await armed(stage), 'waiting yearly')
  await tries(stage, { version: '1.2.0', backlog: 9, calendar: 'hourly' }, 0)
  await allRun(stage, '1.2.0')
  assert.notEqual(await run(stage, socket), listening)
  assert.notEqual(await run(stage, side), beside)
  assert.deepEqual([await property(machine, socket, 'Backlog'), await property(machine, side, 'Backlog')], ['9', '9'])
  assert.deepEqual([await armed(stage), await run(stage, timer)], ['waiting hourly', waiting], 'read, and not started anew')
  await connection.echo()
  connection.end()
}

async function secondFails(stage: Stage): Promise<void> {
  const before = { listening: await run(stage, socket), helper: await run(stage, helper) }
  const said = await tries(stage, { version: '1.3.0', second: 'exits', backlog: 9, calendar: null }, 41)
  await allRun(stage, '1.2.0')
  assert.match(said, /the new version did not start: unit 'duo-helper\.service' .*exit status 3/)
  assert.match(said, /1\.2\.0 is running again/)
  assert.equal(await run(stage, socket), before.listening)
  assert.equal(await armed(stage), 'waiting hourly', 'its file was gone in between, by which systemd fails a timer')
  assert.notEqual(await run(stage, helper), before.helper)
  const order = await microseconds(stage, helper, 'InactiveExitTimestamp') - await microseconds(stage, daemon, 'ActiveEnterTimestamp')
  assert.ok(order >= 1_000_000, `on the way back, too: ${order} us`)
  assert.deepEqual((await status(stage.host.machine, app)).skipped.map(({ version }) => version), ['1.3.0'])
}

async function firstIll(stage: Stage): Promise<void> {
  const before = await run(stage, helper)
  const said = await tries(stage, { version: '1.4.0', first: 'unwell', backlog: 9, calendar: 'nonsense' }, 41)
  assert.equal(await armed(stage), 'waiting hourly', 'it was armed for nothing in between')
  await allRun(stage, '1.2.0')
  assert.match(said, /the new version of unit 'duo\.service' did not become healthy: .*503.*; 'duo-helper\.service' was not restarted/)
  assert.equal(await run(stage, helper), before, 'it never was another version')
}

async function firstFails(stage: Stage): Promise<void> {
  const before = await run(stage, helper)
  const said = await tries(stage, { version: '1.4.1', first: 'exits', backlog: 9, calendar: 'hourly' }, 41)
  await allRun(stage, '1.2.0')
  assert.match(said, /the new version did not start: unit 'duo\.service' .*exit status 3; 'duo-helper\.service' was not restarted/)
  assert.match(said, /unit 'web\.service' had stopped with a unit that it requires, and was started again/)
  assert.equal(await run(stage, helper), before)
}

async function idle(stage: Stage): Promise<void> {
  const { host: { machine } } = stage
  await machine.must(['systemctl', 'stop', web, daemon, timer])
  await tries(stage, { version: '1.5.0', backlog: 9, calendar: 'yearly' }, 0)
  assert.deepEqual([await answers(machine, app), await property(machine, web, 'ActiveState'), await property(machine, timer, 'ActiveState')], ['1.5.0', 'inactive', 'inactive'], 'g30 what somebody stopped stays so')
}
