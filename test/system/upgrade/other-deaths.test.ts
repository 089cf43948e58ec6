import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'

import { aGate, type Held } from './support/a-gate.ts'
import { anApp } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { assertWhole, everythingOf, journalsInAdvance, newestEntry, stateOf } from './support/crash-site.ts'
import { answers, finalEvents, leftovers, status } from './support/look.ts'
import { start, type } from './support/operate.ts'

type Stage = Installed & { readonly host: Host }
let port = 7000

const boundariesBack = ['failed restart', 'undoing restart', 'undone reload', 'undoing swap', 'undone swap', 'undoing standby', 'undone standby', 'undoing keep', 'undone lease'] as const

for (const layout of ['links', 'in-place'] as const) {
  test(`${layout}: deaths before, after and instead of the ordinary ones`, { timeout: 1_500_000 }, async (t) => {
    await using host = await anOperatorsHost({ suite: layout === 'links' ? 'bookworm' : 'trixie' })
    const stage = async (name: string): Promise<Stage> => ({ host, ...await installByHand(host, anApp({ name, layout, port: port++, files: ['acmed', 'acme'] })) })
    await t.test('the acquiring half is killed: nothing was touched, and the next run fetches what is missing', async () => await acquireDies(await stage('fetching')))
    await t.test('the helper is killed between laying the release down and beginning: what lies there is used or replaced, never half', async () => await admitDies(await stage('unpacking')))
    await t.test('the helper and the one that settles are killed: the fallback unit is the last line', async () => await bothDie(await stage('both')))
    await t.test('I8 the helper and the one that settles are killed after the journal was closed: the fallback unit tells the end', async () => await toldByTheLast(await stage('silent')))
    await t.test('the helper is killed at each boundary of its own way back', { concurrency: 3 }, async (u) => {
      await Promise.all(boundariesBack.map((entry, index) => u.test(entry, async () => await wayBackDies(await stage(`back${index}`), entry))))
      console.log(`${layout}: ${boundariesBack.length} SIGKILLs on the way back`)
    })
  })
}

/** The first opener of a file that `wanted` likes gets SIGKILL, and everybody after it passes. */
async function killWhere(directories: readonly string[], wanted: (held: Held) => boolean, act: () => Promise<unknown>, times = 1): Promise<number> {
  let kills = 0
  const dead = new Set<number>()
  const gate = await aGate(directories, (held) => {
    if (kills < times && !dead.has(held.pid) && wanted(held)) {
      kills++
      dead.add(held.pid)
      process.kill(held.pid, 'SIGKILL')
    }
    held.letGo()
  }, /./)
  try {
    await act()
  } finally {
    await gate.remove()
  }
  return kills
}

async function acquireDies({ host, app, offer }: Stage): Promise<void> {
  const { machine } = host
  const { artifact } = offer.add({ version: '1.1.0' })
  const kills = await killWhere([offer.directory], ({ path }) => basename(path) === artifact, async () => {
    assert.notEqual((await start(machine, `${app.name}@v1.1.0`)).systemctl, 0)
  })
  assert.equal(kills, 1)
  assert.equal(await answers(machine, app), '1.0.0')
  assert.deepEqual((await status(machine, app)).open, null)
  assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 0)
  await assertWhole(machine, app, '1.1.0', 'the second time')
}

/** At the first open of its journal everything is laid down and nothing has begun. */
async function admitDies({ host, app, offer }: Stage): Promise<void> {
  const { machine } = host
  offer.add({ version: '1.1.0' })
  const releases = app.layout === 'links' ? `/opt/${app.name}/releases` : `/var/lib/app-upgrade/${app.name}/releases`
  put(host, `${releases}/9.9.9.partial/acmed`, 'half')
  const kills = await killWhere([journalsInAdvance(machine, app)], ({ path }) => path.endsWith('.jsonl'), async () => {
    assert.notEqual((await start(machine, `${app.name}@v1.1.0`)).systemctl, 0)
  })
  assert.equal(kills, 1)
  assert.equal(await answers(machine, app), '1.0.0')
  assert.ok(!existsSync(join(machine.root, releases, '9.9.9.partial')), 'what a crashed run left is removed')
  assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 0)
  await assertEndsWhole({ host, app, offer }, '1.1.0')
}

async function bothDie({ host, app, offer }: Stage): Promise<void> {
  const { machine } = host
  offer.add({ version: '1.1.0' })
  const kills = await killWhere([journalsInAdvance(machine, app)], ({ path }) => path.endsWith('.jsonl') && /^(began watch|undo.*)$/.test(newestEntry(machine, path)), async () => {
    assert.notEqual((await start(machine, `${app.name}@v1.1.0`)).systemctl, 0)
    // It is at work already, by OnFailure=; that it had to roll back is no failure of its own.
    await machine.must(['systemctl', 'start', `app-upgrade-fallback@${app.name}@v1.1.0.service`])
  }, 2)
  assert.equal(kills, 2)
  assert.equal((await stateOf(machine, app))?.closed?.outcome, 'rolled-back')
  await assertEndsWhole({ host, app, offer }, '1.0.0')
}

/** Nothing is open any more, so nobody would be told but for the note of what is owed. */
async function toldByTheLast({ host, app, offer }: Stage): Promise<void> {
  const { machine } = host
  offer.add({ version: '1.1.0' })
  const kills = await killWhere([journalsInAdvance(machine, app)], ({ path }) => path.endsWith('.jsonl') && newestEntry(machine, path) === 'closed', async () => {
    assert.notEqual((await start(machine, `${app.name}@v1.1.0`)).systemctl, 0)
    await machine.must(['systemctl', 'start', `app-upgrade-fallback@${app.name}@v1.1.0.service`])
  }, 2)
  assert.equal(kills, 2)
  const told = (await finalEvents(machine, app)).filter((event) => event['APP_UPGRADE_TRANSACTION'] !== undefined)
  assert.deepEqual(told.map((event) => [event['APP_UPGRADE_TRANSACTION'], event['APP_UPGRADE_OUTCOME']]), [[(await stateOf(machine, app))?.plan.transaction, 'upgraded']])
  await assertEndsWhole({ host, app, offer }, '1.1.0')
}

async function wayBackDies({ host, app, offer }: Stage, entry: string): Promise<void> {
  const { machine } = host
  offer.add({ version: '1.1.0', ill: 'exits' })
  const kills = await killWhere([journalsInAdvance(machine, app)], ({ path }) => path.endsWith('.jsonl') && newestEntry(machine, path) === entry, async () => {
    assert.notEqual((await start(machine, `${app.name}@v1.1.0`)).systemctl, 0)
    await machine.must(['systemctl', 'start', `app-upgrade-fallback@${app.name}@v1.1.0.service`])
  })
  assert.equal(kills, 1)
  assert.equal((await stateOf(machine, app))?.closed?.outcome, 'rolled-back')
  assert.deepEqual((await status(machine, app)).skipped.map((one) => one.version), ['1.1.0'], 'it was found ill, whoever died afterwards')
  await assertEndsWhole({ host, app, offer }, '1.0.0')
}

/** One whole version, and a recovery that changes nothing. */
async function assertEndsWhole({ host: { machine }, app }: Stage, version: string): Promise<void> {
  assert.equal(await answers(machine, app), version)
  assert.deepEqual(leftovers(machine, app), [])
  const before = everythingOf(machine, app)
  const again = await type(machine, 'recover', app.name)
  assert.deepEqual([again.exit, again.out], [0, 'nothing was left to settle\n'])
  assert.deepEqual(everythingOf(machine, app), before)
}
