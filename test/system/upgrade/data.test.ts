import assert from 'node:assert/strict'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { dataOf } from './support/acmed.ts'
import { anApp, publicPathOf, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { answers, history, leftovers, property, status, untouchables } from './support/look.ts'
import { type } from './support/operate.ts'
import { stoppedAfter } from './support/stopped-after.ts'

type Stage = Installed & { readonly host: Host }
let port = 7000

test("a release that migrates the daemon's data", { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const stage = async (name: string, data: (directory: string) => string): Promise<Stage> => aStage(host, name, data)
  await t.test('while the machine runs', { concurrency: 4 }, async (u) => {
    await Promise.all([
      u.test('P13 nobody said what then: refused before anything is touched, whatever force says', async () => await refused(await stage('refuse', () => ''))),
      u.test('P13, g32 a release that cannot work with them is refused', async () => await incompatible(await stage('older', () => 'on_migration = "stay"'))),
      u.test('the version before can live with them: the usual road', async () => await usual(await stage('usual', () => 'on_migration = "roll-back"'))),
      u.test('stay: an ill one stays in its place, and a newer one mends it', async () => await stays(await stage('stay', () => 'on_migration = "stay"'))),
      u.test('snapshot: an ill one goes, binary and data, by the account that the daemon has', async () => await putBack(await stage('snap', snapshot('stopped')))),
      u.test('g31 snapshot: one that is not put back is left to a person', async () => await notPutBack(await stage('lost', (directory) => snapshot('running')(directory).replace(/restore = .*/, 'restore = ["/bin/false"]')))),
      u.test('snapshot: one that is not taken costs a restart and no more', async () => await notTaken(await stage('full', (directory) => snapshot('stopped')(directory).replace(/snapshot = .*/, 'snapshot = ["/bin/ls", "/not-there"]')))),
      u.test('f08 snapshot: a person who stops the daemon meanwhile wants it down', async () => await stoppedMeanwhile(await stage('meanwhile', byPerson('running', 'systemctl stop meanwhile')))),
      u.test('F44 snapshot: a person who masks the stopped daemon meanwhile wants it down', async () => await maskedMeanwhile(await stage('masked', byPerson('stopped', 'systemctl mask masked')))),
      u.test('I3 snapshot: our process is killed after the restart', async () => await killed(await stage('killed', snapshot('stopped')))),
      u.test('g31 nobody goes back over a migration without saying so', async () => await byHand(await stage('hand', snapshot('running')))),
    ])
  })
  await t.test('the power is cut after the restart: put back before the boot starts anything, or left in its place; what could not be put back is not started', async () => {
    const never = (directory: string): string => snapshot('running')(directory).replace(/restore = .*/, 'restore = ["/bin/false"]')
    await powerCut(await stage('cut', snapshot('stopped')), await stage('cut-stay', () => 'on_migration = "stay"'), [await stage('held', never), await stage('cut-held', never)], await stage('a-slow', slow))
  })
})

const snapshot = (during: string) => (directory: string): string => `on_migration = "snapshot"
snapshot = ["/bin/cp", "${directory}/schema", "${directory}/kept-{transaction}"]
restore = ["/bin/cp", "${directory}/kept-{transaction}", "${directory}/schema"]
during = "${during}"`

/** While it is taken somebody types this. */
const byPerson = (during: string, what: string) => (directory: string): string => `${snapshot(during)(directory).replace(/snapshot = \["\/bin\/cp", (.*)\]/, `snapshot = ["/bin/sh", "-c", '${what}; exec cp "$0" "$$1"', $1]`)}\nsnapshot_user = "root"`

/** What recovery may take at boot without a restore, here; and one that takes longer, settled first of all. */
const bootSeconds = 25
const slow = (directory: string): string => snapshot('running')(directory).replace(/restore = \["\/bin\/cp", (.*)\]/, `restore = ["/bin/sh", "-c", 'sleep ${bootSeconds + 3}; exec cp "$0" "$$1"', $1]`)

/** Version 1.0.0 with data of schema 1, run by an account of its own. */
async function aStage(host: Host, name: string, data: (directory: string) => string): Promise<Stage> {
  const app = anApp({ name, port: port++ })
  const directory = dataOf(app)
  put(host, `${directory}/schema`, '1\n')
  await host.machine.must(['chown', '-R', 'games', directory])
  put(host, `/etc/systemd/system/${unitOf(app)}.d/own.conf`, '[Service]\nUser=games\n')
  return { host, ...await installByHand(host, app, { dataSchema: 1, more: `\n[data]\ncheck = ["{new:acmed}", "--check", "${app.port}"]\n${data(directory)}\n[policy]\nprobation = "0s"\n` }) }
}

const schemaOf = ({ host: { machine }, app }: Stage): string => readFileSync(join(machine.root, dataOf(app), 'schema'), 'utf8').trim()

/** Inside the machine. */
function keptBy({ host: { machine }, app }: Stage): string {
  const [name] = readdirSync(join(machine.root, dataOf(app))).filter((one) => one.startsWith('kept-'))
  assert.ok(name !== undefined, 'no snapshot was taken')
  return `${dataOf(app)}/${name}`
}

/** What runs, and on which data; and that nothing is left behind or still at work. */
async function assertRuns(stage: Stage, version: string, schema: string): Promise<void> {
  const { host: { machine }, app } = stage
  assert.deepEqual([await answers(machine, app), schemaOf(stage)], [version, schema])
  assert.match(await machine.readFile(publicPathOf(app)), new RegExp(`'${RegExp.escape(version)}'`))
  assert.deepEqual(leftovers(machine, app), [])
  assert.equal((await machine.must(['systemctl', 'list-units', '--all', '--no-legend', '--plain', `app-upgrade-data-${app.name}.*`])).trim(), '')
}

/** Types the verb, and answers what was said, once it has ended as it must. */
async function typed({ host: { machine }, app }: Stage, exit: number, ...words: readonly string[]): Promise<string> {
  const [verb = '', ...rest] = words
  const ran = await type(machine, verb, app.name, ...rest)
  assert.equal(ran.exit, exit, ran.out + ran.err)
  return ran.out + ran.err
}

const upgrade = ['upgrade', '--to', 'v2.0.0'] as const

async function refused(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  offer.add({ version: '2.0.0', dataSchema: 2 })
  const before = await untouchables(machine, app)
  for (const force of [[], ['--force']]) {
    const said = await typed(stage, 40, ...upgrade, ...force)
    assert.match(said, /version 2\.0\.0 migrates the data of 'refuse': schema 1 to 2; 1\.0\.0 may not be able to read them/)
    assert.match(said, /on_migration = "snapshot"/)
  }
  const live = (line: string): boolean => !line.startsWith('/opt/refuse')
  assert.deepEqual((await untouchables(machine, app)).filter(live), before.filter(live))
  assert.equal((await history(machine, app)).length, 0)
  await assertRuns(stage, '1.0.0', '1')
}

async function incompatible(stage: Stage): Promise<void> {
  const { host, app, offer } = stage
  put(host, `${dataOf(app)}/schema`, '7\n')
  offer.add({ version: '2.0.0', dataSchema: 2 })
  assert.match(await typed(stage, 40, ...upgrade, '--force'), /version 2\.0\.0 cannot work with the data of 'older': schema 7 is newer than 2/)
  assert.equal((await history(host.machine, app)).length, 0)
}

async function usual(stage: Stage): Promise<void> {
  stage.offer.add({ version: '2.0.0', dataSchema: 2 })
  assert.match(await typed(stage, 0, ...upgrade), /migrates the data of 'usual': schema 1 to 2; 1\.0\.0 is said to be able to live with them/)
  await assertRuns(stage, '2.0.0', '2')
}

async function stays(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  offer.add({ version: '2.0.0', dataSchema: 2, ill: 'unwell' })
  const said = await typed(stage, 42, ...upgrade)
  assert.match(said, /2\.0\.0 may have migrated the data of 'stay' and stays in its place, unproven, because on_migration is 'stay'/)
  assert.match(said, /2\.0\.0 is in place, but not proven to run/)
  const { live, last, open } = await status(machine, app)
  assert.deepEqual([live, last?.outcome, last?.running, open, schemaOf(stage), leftovers(machine, app)], ['2.0.0', 'stuck', '2.0.0', null, '2', []])
  assert.equal(await typed(stage, 0, 'recover'), 'nothing was left to settle\n')
  assert.match(await typed(stage, 40, 'rollback'), /2\.0\.0 migrated the data of 'stay', and 1\.0\.0 may not understand them any more/)
  offer.add({ version: '2.0.1', dataSchema: 2 })
  await typed(stage, 0, 'upgrade', '--to', 'v2.0.1')
  await assertRuns(stage, '2.0.1', '2')
}

async function putBack(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  offer.add({ version: '2.0.0', dataSchema: 2, ill: 'unwell' })
  await typed(stage, 41, ...upgrade)
  await assertRuns(stage, '1.0.0', '1')
  const games = Number(await machine.must(['id', '-u', 'games']))
  assert.equal(lstatSync(join(machine.root, keptBy(stage))).uid, games, 'taken by the account of the daemon')
  assert.equal((await history(machine, app)).at(-1)?.outcome, 'rolled-back')
}

async function notPutBack(stage: Stage): Promise<void> {
  const { offer } = stage
  offer.add({ version: '2.0.0', dataSchema: 2, ill: 'unwell' })
  assert.match(await typed(stage, 42, ...upgrade), /could not be put back: \/bin\/false: exit status 1; 1\.0\.0 is back in its place and was not started, .* By hand, as games: \/bin\/false; then: app-upgrade recover lost --data-restored, which starts lost\.service/)
  await assertHeld(stage)
  offer.add({ version: '2.0.1', dataSchema: 2 })
  assert.match(await typed(stage, 40, 'upgrade', '--to', 'v2.0.1'), /the data of 'lost' could not be put back by transaction/)
  await seenTo(stage)
}

/** Nobody starts it: not systemctl either, which says why. */
async function assertHeld(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  assert.deepEqual([await property(machine, unitOf(app), 'ActiveState'), schemaOf(stage), (await status(machine, app)).open], ['inactive', '2', null])
  assert.notEqual((await machine.exec(['systemctl', 'start', unitOf(app)])).code, 0)
  // Which assertion it was the manager forgets with the next daemon-reload, and other apps of this machine may have one at any time: the drop-in that is named says it.
  assert.match((await machine.exec(['systemctl', 'status', '--no-pager', '--full', unitOf(app)])).stdout, new RegExp(`60-app-upgrade-data-${app.name}\\.conf[^]*start assertion failed`))
  assert.match(await machine.must(['systemctl', 'cat', unitOf(app)]), new RegExp(`^AssertPathExists=/run/app-upgrade/${app.name}\\.data-put-back$`, 'm'))
  assert.match((await status(machine, app)).last?.because ?? '', /--data-restored/)
}

/** As the message says; afterwards nothing keeps it from being started. */
async function seenTo(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await machine.must(['cp', keptBy(stage), `${dataOf(app)}/schema`])
  assert.equal(await typed(stage, 0, 'recover'), 'nothing was left to settle\n', 'what a person has put back is not touched again')
  assert.match(await typed(stage, 0, 'recover', '--data-restored'), /1\.0\.0 runs again/)
  await assertRuns(stage, '1.0.0', '1')
  await machine.must(['systemctl', 'restart', unitOf(app)])
  assert.match(await typed(stage, 0, 'recover', '--data-restored'), /nothing waits for the data/)
}

async function notTaken(stage: Stage): Promise<void> {
  stage.offer.add({ version: '2.0.0', dataSchema: 2 })
  assert.match(await typed(stage, 40, ...upgrade), /the snapshot of the daemon's data could not be taken: \/bin\/ls: exit status 2: .*not-there.*No such file/)
  await assertRuns(stage, '1.0.0', '1')
}

/** Nothing was swapped, and nobody starts it: not the way back either. */
async function refusedAndDown(stage: Stage, words: RegExp): Promise<void> {
  const { host: { machine }, app, offer } = stage
  offer.add({ version: '2.0.0', dataSchema: 2 })
  assert.match(await typed(stage, 40, ...upgrade), words)
  assert.deepEqual([await property(machine, unitOf(app), 'ActiveState'), schemaOf(stage), (await history(machine, app)).map(({ outcome }) => outcome)], ['inactive', '1', ['refused']])
  assert.equal(await typed(stage, 0, 'recover'), 'nothing was left to settle\n')
}

async function stoppedMeanwhile(stage: Stage): Promise<void> {
  await refusedAndDown(stage, /somebody stopped unit 'meanwhile\.service' while the upgrade was prepared; nothing was changed: start it, and upgrade again/)
  await stage.host.machine.must(['systemctl', 'start', unitOf(stage.app)])
  await assertRuns(stage, '1.0.0', '1')
}

async function maskedMeanwhile(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  // What lies in /etc cannot be masked.
  await machine.must(['mv', `/etc/systemd/system/${unitOf(app)}`, '/usr/lib/systemd/system/'])
  await machine.must(['systemctl', 'daemon-reload'])
  await refusedAndDown(stage, /unit 'masked\.service' was edited while the upgrade was prepared/)
  await machine.must(['systemctl', 'unmask', unitOf(app)])
  await machine.must(['systemctl', 'start', unitOf(app)])
  await assertRuns(stage, '1.0.0', '1')
}

async function killed(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  offer.add({ version: '2.0.0', dataSchema: 2 })
  const run = await stoppedAfter(machine, app, 'ended restart', 'v2.0.0')
  assert.equal(schemaOf(stage), '2')
  process.kill(run.pid, 'SIGKILL')
  await run.letGo()
  assert.notEqual((await run.ended).systemctl, 0)
  await assertRuns(stage, '1.0.0', '1')
  assert.deepEqual((await history(machine, app)).map(({ outcome }) => outcome), ['rolled-back'])
}

async function byHand(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  offer.add({ version: '2.0.0', dataSchema: 2 })
  await typed(stage, 0, ...upgrade)
  await assertRuns(stage, '2.0.0', '2')
  const said = await typed(stage, 40, 'rollback')
  assert.match(said, /2\.0\.0 migrated the data of 'hand', and 1\.0\.0 may not understand them any more/)
  assert.match(said, /'app-upgrade rollback hand --to 1\.0\.0 --force' goes back; for that stop hand\.service, and put its snapshot back \(as games: \/bin\/cp /)
  // As it says: a unit that was stopped is not started by going back.
  await machine.must(['systemctl', 'stop', unitOf(app)])
  await machine.must(['cp', keptBy(stage), `${dataOf(app)}/schema`])
  await typed(stage, 0, 'rollback', '--to', '1.0.0', '--force')
  await machine.must(['systemctl', 'start', unitOf(app)])
  await assertRuns(stage, '1.0.0', '1')
}

async function powerCut(cut: Stage, stay: Stage, [held, cutHeld]: readonly [Stage, Stage], takesLong: Stage): Promise<void> {
  const { machine } = cut.host
  put(cut.host, '/etc/systemd/system/app-upgrade-recover.service.d/override.conf', `[Service]\nTimeoutStartSec=${bootSeconds}s\n`)
  held.offer.add({ version: '2.0.0', dataSchema: 2, ill: 'unwell' })
  await typed(held, 42, ...upgrade)
  const runs: Awaited<ReturnType<typeof stoppedAfter>>[] = []
  for (const { app, offer } of [cut, stay, cutHeld, takesLong]) {
    offer.add({ version: '2.0.0', dataSchema: 2 })
    runs.push(await stoppedAfter(machine, app, 'ended restart', 'v2.0.0'))
  }
  const ended = Promise.allSettled(runs.map((run) => run.ended))
  assert.deepEqual([schemaOf(cut), schemaOf(stay)], ['2', '2'])
  await machine.kill()
  for (const run of runs) await run.letGo()
  await ended
  await machine.powerOn()
  await machine.booted()
  assert.equal(await property(machine, 'app-upgrade-recover.service', 'Result'), 'exit-code', 'it was not ended by its time limit, and says that apps are stuck')
  await assertRuns(takesLong, '1.0.0', '1')
  await assertRuns(cut, '1.0.0', '1')
  await assertRuns(stay, '2.0.0', '2')
  const outcomes = await Promise.all([cut, takesLong, stay].map(async ({ app }) => (await history(machine, app)).map(({ outcome, running }) => [outcome, running])))
  assert.deepEqual(outcomes, [[['rolled-back', '1.0.0']], [['rolled-back', '1.0.0']], [['stuck', '2.0.0']]])
  // The one could not be put back before the power was cut, the other by the boot itself.
  for (const one of [held, cutHeld]) {
    await assertHeld(one)
    await seenTo(one)
  }
}
