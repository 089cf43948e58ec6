import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { test } from 'node:test'

import { aSmallDisk, fill, makeRoom, type SmallDisk } from '../bed/small-disk.ts'
import { aHostWithADisk } from '../powercut/support/a-host-with-a-disk.ts'
import { anApp, homeOf, publicPathOf, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed } from './support/an-operators-host.ts'
import { assertWhole, stateOf } from './support/crash-site.ts'
import { answers, property, status } from './support/look.ts'
import { start, type } from './support/operate.ts'
import { stoppedAfter } from './support/stopped-after.ts'

/** `place`: what is filled while the run stands still. */
type Stage = Installed & { readonly host: Host; readonly place: string }
type Layout = 'links' | 'in-place'
let port = 7000

test('a file system that is full in the middle of an upgrade', { timeout: 1_500_000, concurrency: 3 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const before = [['quota', 'links'], ['inodes', 'links'], ['ext4', 'in-place']] as const
  const after = [['quota', 'in-place', wayBackWaits], ['inodes', 'links', wayBack], ['ext4', 'in-place', wayBack]] as const
  await Promise.all([
    ...before.map(([disk, layout]) => t.test(`F02 ${disk}, ${layout}: before the swap`, async () => await beforeSwap(await stage(host, `${disk}-before`, layout, disk), says[disk]))),
    ...after.map(([disk, layout, act]) => t.test(`F02 F51 ${disk}, ${layout}: after the swap, and the new one is ill`, async () => await act(await stage(host, `${disk}-after`, layout, disk)))),
  ])
})

test('F01 F51 the one file system that a machine has is full, journals and all', { timeout: 1_500_000 }, async () => {
  await using host = await aHostWithADisk('ext4')
  const stage = { host, place: '/', ...await installByHand(host, anApp({ name: 'sole', port: port++ })) }
  await runIll(stage)
  assert.equal(await answers(host.machine, stage.app), '1.0.0', 'the daemon waits for nobody to make room')
  await settlesOnceThereIsRoom(stage, /the journal stays open|cannot write to '\/var\/lib\/app-upgrade\/sole\/journals/)
})

/** In words that name what is full; the path before them names where. */
const says = { quota: /EDQUOT: disk quota exceeded/, inodes: /ENOSPC: no space left on device/, ext4: /ENOSPC: no space left on device/ } as const

/** With links, the home is a file system of its own; in place, the directory of the file that the public path leads to. */
async function stage(host: Host, name: string, layout: Layout, disk: SmallDisk): Promise<Stage> {
  const { machine } = host
  const app = anApp({ name, layout, port: port++ })
  const place = homeOf(app)
  await aSmallDisk(machine, place, disk)
  const installed = await installByHand(host, app, { start: 'no' })
  if (layout === 'in-place') {
    await machine.must(['mv', publicPathOf(app), `${place}/${name}d`])
    await machine.must(['ln', '-s', `${place}/${name}d`, publicPathOf(app)])
  }
  await machine.must(['systemctl', 'start', unitOf(app)])
  return { host, place, ...installed }
}

/** Nothing could be exchanged, so nobody restarts anything; and nobody is skipped, for nobody was judged. */
async function beforeSwap(stage: Stage, words: RegExp): Promise<void> {
  const { host: { machine }, app, offer, place } = stage
  offer.add({ version: '1.1.0' })
  const before = await property(machine, unitOf(app), 'InvocationID')
  const run = await stoppedAfter(machine, app, 'ended standby', 'v1.1.0')
  await fill(machine, place)
  await run.letGo()
  assert.equal((await run.ended).exit, 41)
  assert.equal(await property(machine, unitOf(app), 'InvocationID'), before)
  await assertWhole(machine, app, '1.0.0', 'full before the swap')
  const { reason, outcome } = (await stateOf(machine, app))?.closed ?? {}
  assert.deepEqual([outcome, reason?.includes(`'${place}/`), words.test(reason ?? '')], ['rolled-back', true, true], reason ?? 'it is open')
  assert.deepEqual([(await status(machine, app)).skipped, besides(stage)], [[], []])
  await makeRoom(machine, place)
  assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 0, 'once there is room')
  assert.equal(await answers(machine, app), '1.1.0')
}

/** Afterwards there is room for nothing, and what lies there does not start. */
async function runIll({ host: { machine }, app, offer, place }: Stage, exit: 41 | 42 = 41): Promise<void> {
  offer.add({ version: '1.1.0', ill: 'exits' })
  const run = await stoppedAfter(machine, app, 'ended swap', 'v1.1.0')
  await fill(machine, place)
  await run.letGo()
  assert.equal((await run.ended).exit, exit)
}

async function wayBack(stage: Stage): Promise<void> {
  await runIll(stage)
  await assertWhole(stage.host.machine, stage.app, '1.0.0', 'full after the swap')
  assert.deepEqual(besides(stage), [])
}

/** Over its quota btrfs takes no new name and no changed one either, it only lets go: then the way back waits for room, and says so. */
async function wayBackWaits(stage: Stage): Promise<void> {
  const { host: { machine }, app, place } = stage
  await runIll(stage, 42)
  assert.match(await machine.readFile(publicPathOf(app)), /'1\.1\.0'/, 'neither is anything lost')
  await settlesOnceThereIsRoom(stage, new RegExp(`cannot rename to '${place}/[^\n]*EDQUOT: disk quota exceeded`))
}

async function settlesOnceThereIsRoom(stage: Stage, told: RegExp): Promise<void> {
  const { host: { machine }, app, place } = stage
  const said = (await machine.journal('-u', `app-upgrade@${app.name}@v1.1.0`)).map((line) => line['MESSAGE']).join('\n')
  assert.match(said, told)
  assert.equal((await stateOf(machine, app))?.closed, null, 'it is still owed')
  await makeRoom(machine, place)
  assert.equal((await type(machine, 'recover', app.name)).exit, 0)
  await assertWhole(machine, app, '1.0.0', 'once there is room')
  assert.deepEqual([(await stateOf(machine, app))?.closed?.outcome, besides(stage)], ['rolled-back', []])
}

/** What lies in the home, or beside the file, and is none of what belongs there. */
function besides({ host: { machine }, app }: Stage): readonly string[] {
  const place = `/proc/${machine.leader}/root${homeOf(app)}`
  return existsSync(place) ? readdirSync(place).filter((name) => !['current', 'releases', 'ballast', 'lost+found', `${app.name}d`].includes(name)) : []
}
