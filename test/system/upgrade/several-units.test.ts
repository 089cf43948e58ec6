import assert from 'node:assert/strict'
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
  await t.test('g19 a socket whose own file changes is restarted, and its service is up again', async () => await socketChanges(stage))
  await t.test('R9 g36 the second fails: both go back, and who requires the first runs', async () => await secondFails(stage))
  await t.test('R9 g36 the first is ill: the second is never restarted', async () => await firstIll(stage))
  await t.test('g36 the first does not start, and systemd leaves down who requires it: it is started again', async () => await firstFails(stage))
  await t.test('g18 a daemon that rests behind its socket is started and judged', async () => await idle(stage))
})

const daemon = 'duo.service'
const helper = 'duo-helper.service'
const socket = 'duo.socket'
const web = 'web.service'
const app: App = anApp({ name: 'duo', port: 8500, files: ['acmed', 'acme'] })
const helperApp: App = { ...app, port: 8501 }
const at = (unit: string): string => `/etc/systemd/system/${unit}`

const socketText = (backlog: number): string => `[Socket]\nListenStream=/run/duo.sock\nBacklog=${backlog}\n`
const texts: Readonly<Record<string, string>> = {
  // The first start leaves a process behind that no restart ends, as a virtual machine would be.
  [daemon]: `[Service]\nType=notify\nExecStart=${publicPathOf(app)} ${app.port}\nExecStartPost=/bin/sh -c '[ -e /run/duo.vm ] || { touch /run/duo.vm; /usr/bin/sleep infinity & }'\nKillMode=process\nRestart=on-failure\nRestartSec=100ms\n`,
  [helper]: `[Service]\nType=notify\nExecStart=${publicPathOf(app, 'acme')} ${helperApp.port}\nRestart=on-failure\nRestartSec=100ms\n`,
  [socket]: socketText(7),
  [web]: `[Unit]\nRequires=${daemon}\nAfter=${daemon}\n[Service]\nType=exec\nExecStart=/usr/bin/sleep infinity\n`,
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

[[file]]
from    = "units/${socket}"
missing = "keep"

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
  for (const [unit, text] of Object.entries(texts)) put(host, at(unit), text)
  put(host, '/etc/app-upgrade/duo.toml', appFile)
  await host.machine.must(['systemctl', 'daemon-reload'])
  await host.machine.must(['systemctl', 'start', socket, daemon, helper, web])
  return { host, ...by }
}

interface Release { readonly version: string; readonly first?: Illness; readonly second?: Illness; readonly backlog?: number }

function offer({ offer: by }: Stage, { version, first, second, backlog }: Release): void {
  const wishes = (ill?: Illness): Parameters<typeof acmed>[0] => ({ version, ...(ill === undefined ? {} : { ill }) })
  by.add(wishes(first), Buffer.from(acmed(wishes(second))), backlog === undefined ? {} : { [`units/${socket}`]: socketText(backlog) })
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

async function socketChanges(stage: Stage): Promise<void> {
  const { host: { machine } } = stage
  const listening = await run(stage, socket)
  await tries(stage, { version: '1.2.0', backlog: 9 }, 0)
  await allRun(stage, '1.2.0')
  assert.notEqual(await run(stage, socket), listening)
  assert.equal(await property(machine, socket, 'Backlog'), '9')
}

async function secondFails(stage: Stage): Promise<void> {
  const before = { listening: await run(stage, socket), helper: await run(stage, helper) }
  const said = await tries(stage, { version: '1.3.0', second: 'exits', backlog: 9 }, 41)
  await allRun(stage, '1.2.0')
  assert.match(said, /the new version did not start: unit 'duo-helper\.service' .*exit status 3/)
  assert.match(said, /1\.2\.0 is running again/)
  assert.equal(await run(stage, socket), before.listening)
  assert.notEqual(await run(stage, helper), before.helper)
  const order = await microseconds(stage, helper, 'InactiveExitTimestamp') - await microseconds(stage, daemon, 'ActiveEnterTimestamp')
  assert.ok(order >= 1_000_000, `on the way back, too: ${order} us`)
  assert.deepEqual((await status(stage.host.machine, app)).skipped.map(({ version }) => version), ['1.3.0'])
}

async function firstIll(stage: Stage): Promise<void> {
  const before = await run(stage, helper)
  const said = await tries(stage, { version: '1.4.0', first: 'unwell', backlog: 9 }, 41)
  await allRun(stage, '1.2.0')
  assert.match(said, /the new version of unit 'duo\.service' did not become healthy: .*503.*; 'duo-helper\.service' was not restarted/)
  assert.equal(await run(stage, helper), before, 'it never was another version')
}

async function firstFails(stage: Stage): Promise<void> {
  const before = await run(stage, helper)
  const said = await tries(stage, { version: '1.4.1', first: 'exits', backlog: 9 }, 41)
  await allRun(stage, '1.2.0')
  assert.match(said, /the new version did not start: unit 'duo\.service' .*exit status 3; 'duo-helper\.service' was not restarted/)
  assert.match(said, /unit 'web\.service' had stopped with a unit that it requires, and was started again/)
  assert.equal(await run(stage, helper), before)
}

async function idle(stage: Stage): Promise<void> {
  const { host: { machine } } = stage
  await machine.must(['systemctl', 'stop', web, daemon])
  await tries(stage, { version: '1.5.0', backlog: 9 }, 0)
  assert.deepEqual([await answers(machine, app), await property(machine, web, 'ActiveState')], ['1.5.0', 'inactive'], 'g30 what somebody stopped stays so')
}
