import assert from 'node:assert/strict'
import { lstatSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import { lastWords } from './support/acmed.ts'
import { anApp, homeOf, journalsOf, publicPathOf, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, type Installed, installByHand } from './support/an-operators-host.ts'
import { answers, finalEvents, history, leftovers, property, status, theFinalEventOf, treeOf, untouchables } from './support/look.ts'
import { start, type } from './support/operate.ts'

const suites = [['bookworm', 'systemd 252'], ['trixie', 'systemd 257']] as const

for (const [suite, systemd] of suites) {
  test(`two apps' lives on ${suite} (${systemd})`, { timeout: 1_500_000, concurrency: 2 }, async (t) => {
    await using host = await anOperatorsHost({ suite })
    await Promise.all((['links', 'in-place'] as const).map((layout, index) => t.test(layout, async (u) => {
      const app = anApp({ name: `acme-${layout}`, layout, port: 7000 + index, files: ['acmed', 'acme'] })
      const installed = await installByHand(host, app)
      const life: Life = { host, ...installed }
      await u.test(`systemctl start brings 1.1.0, one restart, and adopts what was placed by hand`, async () => await firstUpgrade(life))
      await u.test(`the version that is live is nothing to do, and a dry run touches nothing`, async () => await nothingToDo(life))
      await u.test(`a verb follows the unit, and tells the same story`, async () => await followed(life))
      await u.test(`an ill release is rolled back, proven, explained, remembered and not tried again`, async () => await illRelease(life))
      await u.test(`unskip gives it another chance, and it is ill again`, async () => await pardoned(life))
      await u.test(`back by hand, without the publisher, and on again by force`, async () => await byHand(life))
      await u.test(`every end is in the history, and nothing unfinished is left`, async () => await leavesOrder(life))
    })))
  })
}

type Life = Installed & { readonly host: Host }

async function firstUpgrade({ host: { machine }, app, offer }: Life): Promise<void> {
  const { sha256 } = offer.add({ version: '1.1.0' })
  assert.equal(await answers(machine, app), '1.0.0')
  const event = await theFinalEventOf(machine, app, async () => assert.deepEqual(await start(machine, `${app.name}@v1.1.0`), { systemctl: 0, said: '', exit: 0, result: 'success' }))
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal(await machine.must([publicPathOf(app, 'acme')]), 'acme 1.1.0\n')
  const { live, kept, last, open, skipped, units } = await status(machine, app)
  assert.deepEqual({ live, kept, open, skipped }, { live: '1.1.0', kept: '1.0.0', open: null, skipped: [] })
  assert.deepEqual(units.map((unit) => [unit.name, unit.activeState, unit.subState]), [[unitOf(app), 'active', 'running']])
  assert.ok(last !== null && last.downtimeMs !== null && last.downtimeMs > 0 && last.downtimeMs < 60_000, `downtime ${last?.downtimeMs}`)
  assert.deepEqual([last.from, last.to, last.outcome, last.running], ['1.0.0', '1.1.0', 'upgraded', '1.1.0'])
  assert.deepEqual(
    [event['MESSAGE_ID'], event['PRIORITY'], event['APP_UPGRADE_FROM'], event['APP_UPGRADE_TO'], event['APP_UPGRADE_OUTCOME'], event['APP_UPGRADE_DIGEST'], event['APP_UPGRADE_TRANSACTION']],
    [finalEventIds.upgraded, '6', '1.0.0', '1.1.0', 'upgraded', sha256, last.transaction])
  assertKept({ machine, app })
}

/** The file that was placed by hand is the first kept release; both files go the same way. */
function assertKept({ machine, app }: Pick<Life, 'app'> & { readonly machine: Host['machine'] }): void {
  const outside = (path: string): string => join(machine.root, path)
  for (const file of app.files) {
    const path = publicPathOf(app, file)
    const isLink = lstatSync(outside(path)).isSymbolicLink()
    assert.equal(isLink, app.layout === 'links', path)
    if (isLink) assert.equal(readlinkSync(outside(path)), `${homeOf(app)}/current/${file}`)
    assert.ok(lstatSync(outside(isLink ? `${homeOf(app)}/releases/1.0.0/${file}` : `${path}.prev`)).isFile())
  }
  if (app.layout === 'links') assert.equal(readlinkSync(outside(`${homeOf(app)}/current`)), 'releases/1.1.0')
  assert.equal(lstatSync(outside(journalsOf(app))).mode & 0o777, 0o700)
  for (const line of treeOf(machine, journalsOf(app)).slice(1)) assert.match(line, /\.jsonl 100600 0:0 /)
}

async function nothingToDo({ host: { machine }, app, offer }: Life): Promise<void> {
  const before = await untouchables(machine, app)
  const event = await theFinalEventOf(machine, app, async () => assert.equal((await start(machine, `${app.name}@v1.1.0`)).systemctl, 0))
  assert.equal(event['MESSAGE_ID'], finalEventIds.nothing)
  offer.add({ version: '1.2.0' })
  const places = await untouchables(machine, app)
  const dry = await type(machine, 'upgrade', app.name, '--to', 'v1.2.0', '--dry-run')
  assert.equal(dry.exit, 0, dry.err)
  assert.match(dry.out, /1\.2\.0 would become live \(was 1\.1\.0\); dry run, nothing was touched/)
  // The release itself is laid down beside the live one, where the links layout will want it: nothing points to it.
  const laidDown = (line: string): boolean => !line.includes('/releases/1.2.0') && !line.startsWith(`${homeOf(app)}/releases `)
  assert.deepEqual((await untouchables(machine, app)).filter(laidDown), places.filter(laidDown))
  assert.deepEqual(before.filter(laidDown), places.filter(laidDown))
  assert.equal((await history(machine, app)).length, 1, 'neither began a transaction')
}

async function followed({ host: { machine }, app }: Life): Promise<void> {
  const ran = await type(machine, 'upgrade', app.name, '--to', 'v1.2.0', '--reason', 'because it is Monday')
  assert.equal(ran.exit, 0, ran.err)
  assert.match(ran.out, /1\.2\.0 is live \(was 1\.1\.0\), [\d.]+ m?s without service/)
  assert.match(ran.err, /watching the new version/)
  assert.equal(await answers(machine, app), '1.2.0')
  assert.equal((await history(machine, app)).at(-1)?.reason, 'because it is Monday')
}

async function illRelease({ host: { machine }, app, offer }: Life): Promise<void> {
  offer.add({ version: '1.3.0', ill: 'exits' })
  const event = await theFinalEventOf(machine, app, async () => {
    const { systemctl, exit, result } = await start(machine, `${app.name}@v1.3.0`)
    assert.deepEqual({ systemctl, exit, result }, { systemctl: 1, exit: 41, result: 'exit-code' })
  })
  assert.equal(await answers(machine, app), '1.2.0')
  assert.deepEqual([event['MESSAGE_ID'], event['PRIORITY'], event['APP_UPGRADE_CODE'], event['APP_UPGRADE_OUTCOME']], [finalEventIds['rolled-back'], '3', 'ROLLED_BACK', 'rolled-back'])
  const told = (await machine.journal('-u', `app-upgrade@${app.name}@v1.3.0`)).map((line) => line['MESSAGE']).join('\n')
  assert.ok(told.includes(lastWords), `the operator is not told why:\n${told}`)
  assert.match(told, /1\.2\.0 is running again \(rolled back, [\d.]+ m?s without service\)/)
  const { live, skipped, last } = await status(machine, app)
  assert.deepEqual([live, last?.outcome, last?.running, skipped.map((one) => one.version)], ['1.2.0', 'rolled-back', '1.2.0', ['1.3.0']])
  const before = await untouchables(machine, app)
  const again = await start(machine, `${app.name}@v1.3.0`)
  assert.equal(again.exit, 40)
  assert.deepEqual(await untouchables(machine, app), before)
  const newest = await type(machine, 'upgrade', app.name)
  assert.equal(newest.exit, 40, 'the newest is the one that was found ill')
  assert.match(newest.err, /1\.3\.0 is skipped: it was found ill.*\n.*1\.2\.0 is (live|running)/s)
}

async function pardoned({ host: { machine }, app, offer }: Life): Promise<void> {
  assert.equal((await type(machine, 'unskip', app.name, '1.3.0')).exit, 0)
  assert.deepEqual((await status(machine, app)).skipped, [])
  assert.equal((await start(machine, `${app.name}@v1.3.0`)).exit, 41)
  offer.add({ version: '1.4.0', ill: 'dies' })
  assert.equal((await start(machine, `${app.name}@v1.4.0`)).exit, 41, 'g02: it was ready, and died within the steady time')
  assert.equal(await answers(machine, app), '1.2.0')
  assert.deepEqual((await status(machine, app)).skipped.map((one) => one.version), ['1.3.0', '1.4.0'])
}

async function byHand({ host: { machine }, app, offer }: Life): Promise<void> {
  await machine.must(['mv', offer.directory.slice(machine.root.length), `/srv/away-${app.layout}`])
  const back = await type(machine, 'rollback', app.name, '--reason', 'slow queries')
  assert.equal(back.exit, 0, back.err)
  assert.equal(await answers(machine, app), '1.1.0')
  await machine.must(['mv', `/srv/away-${app.layout}`, offer.directory.slice(machine.root.length)])
  const refused = await start(machine, `${app.name}@v1.2.0`)
  assert.equal(refused.exit, 40, 'what was left by hand is not taken again by itself')
  const older = offer.add({ version: '0.9.0' })
  assert.equal((await start(machine, `${app.name}@v0.9.0`)).exit, 40, 'a downgrade')
  assert.equal(await answers(machine, app), '1.1.0')
  const forced = await type(machine, 'upgrade', app.name, '--to', `v${older.version}`, '--force')
  assert.equal(forced.exit, 0, forced.err)
  assert.equal(await answers(machine, app), '0.9.0')
  assert.equal((await type(machine, 'upgrade', app.name, '--to', 'v1.2.0', '--force')).exit, 0)
  assert.equal(await answers(machine, app), '1.2.0')
}

async function leavesOrder({ host: { machine }, app }: Life): Promise<void> {
  const outcomes = (await history(machine, app)).map((item) => `${item.from} ${item.to} ${item.outcome}${item.way === 'back' ? ' back' : ''}`)
  assert.deepEqual(outcomes, [
    '1.0.0 1.1.0 upgraded', '1.1.0 1.2.0 upgraded', '1.2.0 1.3.0 rolled-back', '1.2.0 1.3.0 rolled-back', '1.2.0 1.4.0 rolled-back',
    '1.2.0 1.1.0 upgraded back', '1.1.0 0.9.0 upgraded', '0.9.0 1.2.0 upgraded',
  ])
  assert.deepEqual(leftovers(machine, app), [])
  const transactions = (await finalEvents(machine, app)).map((line) => line['APP_UPGRADE_TRANSACTION']).filter((one) => one !== undefined)
  assert.equal(new Set(transactions).size, transactions.length, 'I8: two final events of one transaction')
  assert.equal(await property(machine, 'app-upgrade-recover.service', 'Result'), 'success')
}
