import assert from 'node:assert/strict'
import { test } from 'node:test'

import { acmed } from './support/acmed.ts'
import { anApp, publicPathOf, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { assertWhole, stateOf } from './support/crash-site.ts'
import { heard } from './support/guarded.ts'
import { answers, finalEvents, leftovers, status } from './support/look.ts'
import { start } from './support/operate.ts'
import { stoppedAfter } from './support/stopped-after.ts'

type Stage = Installed & { readonly host: Host }
let port = 7000

test('what others do while a new version is watched', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'trixie' })
  const stage = async (name: string, layout: 'links' | 'in-place', health?: string): Promise<Stage> => {
    const installed = await installByHand(host, anApp({ name, layout, port: port++ }), health === undefined ? {} : { health })
    installed.offer.add({ version: '1.1.0' })
    return { host, ...installed }
  }
  for (const layout of ['links', 'in-place'] as const) {
    await t.test(`f10 somebody puts a program of their own in its place, ${layout}`, async () => await ownProgram(await stage(`own-${layout}`, layout)))
    await t.test(`f11 configuration management puts the old program back, ${layout}`, async () => await oldAgain(await stage(`old-${layout}`, layout)))
  }
  await t.test('g35 the daemon exchanges its own program, and goes on as a third version', async () => await exchangesItself(await stage('molts', 'links')))
  await t.test('F29 f14 f15 the restart job runs when the manager reads everything again, and executes itself again', async () => await managerMovesInJob(await stage('midjob', 'links')))
  await t.test('F29 the same, and the new version does not start', async () => await managerMovesInJob(await stage('midjob-ill', 'links'), 'exits'))
  await t.test('f14 f15 the manager reads everything again, and executes itself again', async () => await managerMoves(await stage('manager', 'links', '[health]\ndeadline = "30s"\nsteady   = "5s"\n')))
})

/** As a package manager does it: a new file, renamed over the old name. */
async function replace({ host, app }: Stage, version: string): Promise<void> {
  put(host, `${publicPathOf(app)}.new`, acmed({ version }), 0o755)
  await host.machine.must(['mv', '--no-target-directory', `${publicPathOf(app)}.new`, publicPathOf(app)])
}

async function ownProgram(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const run = await stoppedAfter(machine, app, 'began watch')
  await replace(stage, '7.7.7')
  await run.letGo()
  assert.equal((await run.ended).exit, 42)
  assert.match(await machine.readFile(publicPathOf(app)), /'7\.7\.7'/, 'it was replaced')
  const closed = (await stateOf(machine, app))?.closed
  assert.equal(closed?.outcome, 'stuck')
  assert.match(closed?.reason ?? '', /was replaced by somebody else while the new version was watched.*is neither of the two versions/)
  assert.deepEqual([(await status(machine, app)).skipped, leftovers(machine, app)], [[], []])
  assert.notEqual(await answers(machine, app), null, 'the daemon was taken down')
}

/** As an agent that updates itself: another file, and its own end. What was started then is nobody's to stop, and nobody's to call 1.1.0. */
async function exchangesItself(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const run = await stoppedAfter(machine, app, 'began watch')
  await replace(stage, '7.7.7')
  await machine.must(['systemctl', 'kill', '--signal=KILL', unitOf(app)])
  await machine.must(['sh', '-c', 'until [ "$(curl --silent "$1")" = 7.7.7 ]; do :; done', 'sh', `http://127.0.0.1:${app.port}/version`])
  await run.letGo()
  assert.equal((await run.ended).exit, 42)
  assert.equal(await answers(machine, app), '7.7.7')
  const closed = (await stateOf(machine, app))?.closed
  assert.deepEqual([closed?.outcome, closed?.running], ['stuck', null])
  assert.match(closed?.reason ?? '', /was replaced by somebody else while the new version was watched/)
  assert.deepEqual([(await status(machine, app)).skipped, leftovers(machine, app)], [[], []])
}

async function oldAgain(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const run = await stoppedAfter(machine, app, 'began watch')
  await replace(stage, '1.0.0')
  await run.letGo()
  assert.equal((await run.ended).exit, 41)
  await assertWhole(machine, app, '1.0.0', 'put back')
  assert.match((await stateOf(machine, app))?.closed?.reason ?? '', /was replaced by the version before by somebody else/)
  assert.deepEqual((await status(machine, app)).skipped, [])
}

async function managerMoves(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const run = await stoppedAfter(machine, app, 'began watch')
  // systemctl loses its connection, waits no longer, and may find nobody to ask: what it says of the run does not matter.
  const saidToBeOver = Promise.allSettled([run.ended])
  await machine.must(['systemctl', 'daemon-reexec'])
  await run.letGo()
  for (const move of ['daemon-reload', 'daemon-reexec', 'daemon-reload']) await machine.must(['systemctl', move])
  await saidToBeOver
  await heard(machine, app, 'upgraded')
  await assertWhole(machine, app, '1.1.0', 'in the middle of it')
}

/** The new version's first start waits for our word, and so does the restart job, which is known to the manager, and to us by a number that it gave us. */
async function managerMovesInJob(stage: Stage, ill?: 'exits'): Promise<void> {
  const { host, host: { machine }, app, offer } = stage
  const [hold, waits, goOn] = ['hold', 'waits', 'go'].map((name) => `/run/${app.name}.${name}`) as [string, string, string]
  const script = `if rm ${hold} 2>/dev/null; then echo waits >${waits}; read word <${goOn}; fi`
  put(host, `/etc/systemd/system/${unitOf(app)}.d/hold.conf`, `[Service]\nExecStartPre=/bin/sh -c '${script}'\n`)
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['mkfifo', waits, goOn])
  await machine.must(['touch', hold])
  offer.add({ version: '1.2.0', ...(ill === undefined ? {} : { ill }) })
  const saidToBeOver = Promise.allSettled([start(machine, `${app.name}@v1.2.0`)])
  await machine.must(['cat', waits])
  assert.match(await machine.must(['systemctl', 'list-jobs', '--no-legend', unitOf(app)]), /restart|start/, 'the job is under way')
  for (const move of ['daemon-reload', 'daemon-reexec']) await machine.must(['systemctl', move])
  await machine.must(['sh', '-c', `echo go >${goOn}`])
  await saidToBeOver
  await heard(machine, app, ill === undefined ? 'upgraded' : 'rolled-back')
  await assertWhole(machine, app, ill === undefined ? '1.2.0' : '1.0.0', 'in the middle of its restart')
  assert.equal((await finalEvents(machine, app)).length, 1)
  assert.equal((await machine.must(['systemctl', 'list-jobs', '--no-legend', unitOf(app)])).trim(), '')
}
