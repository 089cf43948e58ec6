import assert from 'node:assert/strict'
import { test } from 'node:test'

import { acmed } from './support/acmed.ts'
import { anApp, publicPathOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { assertWhole, stateOf } from './support/crash-site.ts'
import { heard } from './support/guarded.ts'
import { answers, leftovers, status } from './support/look.ts'
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
