import assert from 'node:assert/strict'
import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import { finalEvents, history, leftovers, property, theFinalEventOf } from '../upgrade/support/look.ts'
import { start, type } from '../upgrade/support/operate.ts'
import { aLife, app, type Changed, type Life, list, places, programs, release, runs, signWith, tarballOf, units } from './support/banger.ts'
import { holds, saidBy, starts, touchesNothing } from './support/outcome.ts'

// banger (formats.md 5): manifest.json on the publisher's own server, a flat tarball of exactly three programs, SHA256SUMS and its ECDSA signature. Two
// daemons, in order; the programs lie in two directories.

test('banger: a manifest, three programs, two daemons', { timeout: 1_500_000 }, async (t) => {
  const life = await aLife(t)
  await using _ = life.row
  await t.test('P6 check needs no privilege', async () => await checked(life))
  await t.test('P7 --dry-run leaves everything as it is', async () => await dry(life))
  await t.test('R9 latest_stable: all three files, both daemons, in their order', async () => await upgraded(life))
  await t.test('a doctor that is not content: all three go back, and both daemons run again', async () => await ill(life))
  await t.test('P13 migrations: needed is no obstacle; a new daemon that cannot work with the database is refused before anything', async () => await migrations(life))
  await t.test('P3 --to v9.9.9 fails before anything', async () => await unknown(life))
  await t.test('E3 V4 V16 D1 P11: one member too many, one too few, tampered sums, a stranger, too much of anything', async () => await refused(life))
})

async function checked(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  release(life, { version: '0.2.0' })
  list(life, ['0.2.0', '0.1.0'])
  const ran = await machine.exec(['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', 'app-upgrade', 'check', 'banger', '--exit-code'])
  assert.equal(ran.code, 30, ran.stderr)
  assert.match(ran.stdout, /banger: 0\.2\.0 is available/)
}

async function dry(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  await untouched(life, async () => {
    const { exit, out, err } = await type(machine, 'upgrade', 'banger', '--dry-run')
    assert.equal(exit, 0, err)
    assert.match(out, /0\.2\.0 would become live \(was 0\.1\.0\)/)
  })
  assert.deepEqual(await history(machine, app), [])
}

async function untouched({ row: { host: { machine } } }: Life, act: () => Promise<unknown>): Promise<void> {
  const run = await property(machine, units[1], 'InvocationID')
  await touchesNothing(machine, { paths: ['/usr/local/bin', '/usr/local/lib/banger', '/var/lib/app-upgrade/banger/journals'], unit: units[0] }, act)
  assert.equal(await property(machine, units[1], 'InvocationID'), run)
}

async function upgraded(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const event = await theFinalEventOf(machine, app, async () => await starts(machine, 'banger', 0))
  assert.deepEqual([event['MESSAGE_ID'], event['APP_UPGRADE_FROM'], event['APP_UPGRADE_TO']], [finalEventIds.upgraded, '0.1.0', '0.2.0'])
  await runs(life, { version: '0.2.0' })
  const before = programs({ version: '0.1.0' })
  for (const name of Object.keys(places) as (keyof typeof places)[]) await holds(machine, `${places[name]}.prev`, before[name])
  const [root, user] = await Promise.all(units.map(async (unit) => Number(await property(machine, unit, 'ExecMainStartTimestampMonotonic'))))
  assert.ok((root ?? 0) < (user ?? 0), 'the order of the file')
  assert.match(await saidBy(machine, 'banger'), /ECDSA key \S+ signed SHA256SUMS/)
  assert.equal((await start(machine, 'banger')).exit, 0)
  assert.equal((await history(machine, app)).length, 1, 'what is live already is nothing to do')
}

async function ill(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  release(life, { version: '0.3.0', doctor: 'fails' })
  list(life, ['0.3.0', '0.2.0', '0.1.0'])
  await starts(machine, 'banger', 41)
  await runs(life, { version: '0.2.0' })
  assert.match(await saidBy(machine, 'banger'), /probe 'doctor' says: \/usr\/local\/bin\/banger ended with status 1: FAIL: no bridge/)
  assert.deepEqual((await history(machine, app)).map((one) => `${one.to} ${one.outcome} ${one.running}`), ['0.2.0 upgraded 0.2.0', '0.3.0 rolled-back 0.2.0'])
}

/** Until here each new one has said 1: needed, and safe. */
async function migrations(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  release(life, { version: '0.3.1', schema: 'incompatible' })
  list(life, ['0.3.1', '0.2.0', '0.1.0'])
  await untouched(life, async () => {
    const { exit, err } = await type(machine, 'upgrade', 'banger')
    assert.equal(exit, 40, err)
    assert.match(err, /version 0\.3\.1 cannot work with the data of 'banger': schema 9 is newer than 8/)
  })
}

async function unknown(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  await untouched(life, async () => {
    const { exit, err } = await type(machine, 'upgrade', 'banger', '--to', 'v9.9.9')
    assert.equal(exit, 69, err)
    assert.match(err, /9\.9\.9/)
  })
}

function withLongList(folder: string): string {
  appendFileSync(join(folder, 'SHA256SUMS'), '# \n'.repeat(8000))
  return folder
}

async function refused(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const folder = (wishes: Changed = {}): string => release(life, { version: '0.4.0' }, wishes)
  const cases: readonly (readonly [exit: number, words: RegExp, make: () => void])[] = [
    [40, /'install\.sh', which is not among its agreed members/, () => void folder({ 'install.sh': '#!/bin/sh\n' })],
    [65, /'banger-vsock-agent'/, () => void folder({ 'banger-vsock-agent': null })],
    [40, /signature/, () => { appendFileSync(join(folder(), 'SHA256SUMS'), '# tampered\n') }],
    [40, /its sha256 is/, () => { appendFileSync(join(folder(), tarballOf('v0.4.0')), 'x') }],
    [40, /signature/, () => { signWith(folder(), life.stranger) }],
    [65, /signature is malformed/, () => { writeFileSync(join(folder(), 'SHA256SUMS.sig'), '!!!!') }],
    [65, /'SHA256SUMS' is larger than 16384 bytes/, () => { signWith(withLongList(folder()), life.key) }],
    [40, /schema version 2/, () => { list(life, ['0.4.0'], { schema_version: 2 }) }],
    [65, /manifest\.json is larger than 1048576 bytes/, () => { list(life, ['0.4.0'], { notes: 'x'.repeat(1 << 20) }) }],
    [40, /SHA256SUMS\.sig/, () => { rmSync(join(folder(), 'SHA256SUMS.sig')) }],
  ]
  const ended: unknown[] = []
  for (const [, words, make] of cases) {
    list(life, ['0.4.0', '0.2.0'])
    make()
    const before = (await saidBy(machine, 'banger@v0.4.0')).length
    await untouched(life, async () => ended.push((await start(machine, 'banger@v0.4.0')).exit))
    assert.match((await saidBy(machine, 'banger@v0.4.0')).slice(before), words)
  }
  assert.deepEqual(ended, cases.map(([exit]) => exit))
  assert.ok((await finalEvents(machine, app)).some((event) => event['MESSAGE_ID'] === finalEventIds.tampered && event['PRIORITY'] === '2'))
  assert.deepEqual(leftovers(machine, app), [])
  assert.ok(!existsSync(join(machine.root, '/var/cache/app-upgrade/banger/fetch')), 'partial files')
}
