import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { type App, anApp, unitOf, unitText } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed } from './support/an-operators-host.ts'
import { answers, history, leftovers, property } from './support/look.ts'
import { start } from './support/operate.ts'
import { stoppedAfter } from './support/stopped-after.ts'

const layouts = ['links', 'in-place'] as const

/** The first process reads unit files before any of us is started: what it read of the new ones must not outlive their way back. */
test('R8 the power is cut while a new unit file is in its place', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const { machine } = host
  const stages = await Promise.all(layouts.map(async (layout, index) => await aStage(host, anApp({ name: `cut-${layout}`, layout, port: 8400 + index }))))
  const gone = await aStageWithAgent(host, anApp({ name: 'cut-agent', port: 8410 }))
  const runs = await Promise.all([...stages, gone].map(async ({ app }) => await stoppedAfter(machine, app, 'began watch', 'v2.0.0')))
  const ended = Promise.allSettled(runs.map((run) => run.ended))
  for (const { app } of stages) assert.equal(await property(machine, unitOf(app), 'Environment'), 'UNIT=2.0.0 DROPIN=2.0.0')
  await machine.kill()
  for (const run of runs) await run.letGo()
  await ended
  await machine.powerOn()
  assert.equal(await machine.booted(), 'running')
  assert.equal(await property(machine, 'app-upgrade-recover.service', 'Result'), 'success')
  for (const stage of stages) await t.test(`${stage.app.layout}: the version before starts under its own unit file`, async () => await isBack(host, stage))
  await t.test('a unit whose file was gone, so that this boot passed it over, runs with the version before', async () => await runsAgain(host, gone))
})

const agentOf = (app: App): string => `${app.name}-agent.service`

/** 2.0.0 has it no more: its file is gone while the power is cut. */
async function aStageWithAgent(host: Host, app: App): Promise<Installed> {
  const more = `\n[[unit]]\nname = "${agentOf(app)}"\nprogram = "/usr/bin/sleep"\nsteady = "0s"\n\n[[file]]\nfrom = "units/${agentOf(app)}"\n\n[policy]\nprobation = "0s"\n`
  const installed = await installByHand(host, app, { more })
  installed.offer.add({ version: '1.1.0' }, undefined, { [`units/${agentOf(app)}`]: '[Service]\nExecStart=/usr/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n' })
  assert.equal((await start(host.machine, `${app.name}@v1.1.0`)).exit, 0)
  await host.machine.must(['systemctl', 'enable', '--now', agentOf(app)])
  installed.offer.add({ version: '2.0.0' })
  return installed
}

async function runsAgain({ machine }: Host, { app }: Installed): Promise<void> {
  assert.deepEqual((await history(machine, app)).map(({ outcome, running }) => [outcome, running]), [['upgraded', '1.1.0'], ['rolled-back', '1.1.0']])
  assert.deepEqual([await answers(machine, app), await property(machine, agentOf(app), 'ActiveState')], ['1.1.0', 'active'])
}

async function aStage(host: Host, app: App): Promise<Installed> {
  const files = `\n[[file]]\nfrom = "units/own.service"\nto = "/etc/systemd/system/${unitOf(app)}"\nedited = "replace"\n\n[[file]]\nfrom = "units/own.conf"\nto = "${dropInOf(app)}"\n`
  const installed = await installByHand(host, app, { more: `${files}[policy]\nprobation = "0s"\n` })
  installed.offer.add({ version: '2.0.0' }, undefined, {
    'units/own.service': unitText(app).replace('[Service]\n', '[Service]\nEnvironment=UNIT=2.0.0\n'),
    'units/own.conf': '[Service]\nEnvironment=DROPIN=2.0.0\n',
  })
  return installed
}

const dropInOf = (app: App): string => `/etc/systemd/system/${unitOf(app)}.d/10-own.conf`

async function isBack({ machine }: Host, { app }: Installed): Promise<void> {
  assert.equal(await answers(machine, app), '1.0.0')
  assert.equal(readFileSync(join(machine.root, `/etc/systemd/system/${unitOf(app)}`), 'utf8'), unitText(app))
  assert.equal(existsSync(join(machine.root, `/etc/systemd/system/${unitOf(app)}.d`)), false, 'a directory that was made for the release is left')
  assert.deepEqual([await property(machine, unitOf(app), 'Environment'), await property(machine, unitOf(app), 'NeedDaemonReload')], ['', 'no'])
  // Not only read again by now: read again before it was started.
  const environment = await machine.must(['cat', `/proc/${await property(machine, unitOf(app), 'MainPID')}/environ`])
  assert.doesNotMatch(environment, /UNIT=|DROPIN=/)
  assert.deepEqual((await history(machine, app)).map(({ outcome, running }) => [outcome, running]), [['rolled-back', '1.0.0']])
  assert.deepEqual(leftovers(machine, app), [])
}
