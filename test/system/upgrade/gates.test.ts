import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { acmed } from './support/acmed.ts'
import { anApp, homeOf, publicPathOf, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, type Installed, installByHand, put } from './support/an-operators-host.ts'
import { answers, leftovers, theFinalEventOf, untouchables } from './support/look.ts'
import { fallenBack, start, type } from './support/operate.ts'

type Stage = Installed & { readonly host: Host }

test('what can be known before the restart is known before it, and nothing is touched', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  let port = 7000
  const stage = async (name: string, layout: 'links' | 'in-place' = 'links'): Promise<Stage> => {
    const installed = await installByHand(host, anApp({ name, layout, port: port++ }))
    installed.offer.add({ version: '1.1.0' })
    installed.offer.add({ version: '2.0.0' })
    return { host, ...installed }
  }
  await t.test('F09 a home that is mounted noexec', async () => await noexec(await stage('noexec')))
  await t.test('F01 a file system without the room', async () => await noRoom(await stage('room'), 'size=256k', /no room for this upgrade on the file system of '\/opt\/room'.* are needed there/))
  await t.test('F02 a file system without the inodes', async () => await noRoom(await stage('inodes'), 'size=4m,nr_inodes=10', /no room for this upgrade on the file system of '\/opt\/inodes'.*\(inodes\)/))
  await t.test('F05 on the way back, too: a home that is read-only since', async () => await readOnly(await stage('stone')))
  await t.test('F32 R1 a unit that nobody may restart, and one that runs something else', async () => await unitsAsked(await stage('unit')))
  for (const layout of ['links', 'in-place'] as const) await t.test(`F42 a live file that somebody has changed, ${layout}; by force it is adopted`, async () => await drifted(await stage(`drift-${layout}`, layout)))
})

interface Refusal { readonly exit: number; readonly says: RegExp; readonly runs?: string }

/** The words and the code, in the final event and for who typed it; and the same run of the daemon before and after. */
async function isRefused({ host: { machine }, app }: Stage, { exit, says, runs = '1.0.0' }: Refusal, words: readonly string[] = ['upgrade', app.name, '--to', 'v2.0.0']): Promise<void> {
  const before = await untouchables(machine, app)
  const event = await theFinalEventOf(machine, app, async () => {
    const typed = await type(machine, ...words)
    assert.equal(typed.exit, exit, typed.err)
    assert.match(typed.err, says)
  })
  assert.match(String(event['MESSAGE']), says)
  await fallenBack(machine, `${app.name}@v2.0.0`)
  const releasesAside = (line: string): boolean => !line.includes(`${homeOf(app)}/releases`) && !line.startsWith(`${homeOf(app)} `)
  assert.deepEqual((await untouchables(machine, app)).filter(releasesAside), before.filter(releasesAside))
  assert.deepEqual(leftovers(machine, app), [])
  assert.equal(await answers(machine, app), runs)
}

async function mounted({ host: { machine }, app }: Stage, options: string): Promise<void> {
  await machine.must(['mkdir', '-p', homeOf(app)])
  await machine.must(['mount', '-t', 'tmpfs', '-o', `mode=755,${options}`, app.name, homeOf(app)])
}

async function noexec(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await mounted(stage, 'size=4m,noexec')
  await isRefused(stage, { exit: 40, says: /no program can be started in '\/opt\/noexec': '\/opt\/noexec' is mounted noexec/ })
  await machine.must(['mount', '-o', 'remount,exec', homeOf(app)])
  assert.equal((await start(machine, 'noexec@v2.0.0')).exit, 0, 'once programs may run there')
}

async function noRoom(stage: Stage, options: string, says: RegExp): Promise<void> {
  const { host: { machine }, app } = stage
  await mounted(stage, options)
  await isRefused(stage, { exit: 73, says })
  await machine.must(['mount', '-o', 'remount,size=16m,nr_inodes=1000', homeOf(app)])
  assert.equal((await start(machine, `${app.name}@v2.0.0`)).exit, 0, 'once there is room')
}

async function readOnly(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await mounted(stage, 'size=16m')
  assert.equal((await start(machine, 'stone@v1.1.0')).exit, 0)
  await machine.must(['mount', '-o', 'remount,ro', homeOf(app)])
  await isRefused(stage, { exit: 73, says: /nothing can be changed in '\/opt\/stone': it is mounted read-only/, runs: '1.1.0' }, ['rollback', 'stone'])
}

async function unitsAsked(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  const dropIn = `/etc/systemd/system/${unitOf(app)}.d/case.conf`
  const cases = [
    ['[Unit]\nRefuseManualStop=yes\n', /unit 'unit\.service' says RefuseManualStop=yes/],
    ['[Service]\nExecStart=\nExecStart=/bin/sleep infinity\n', /unit 'unit\.service' runs '\/bin\/sleep', which this upgrade does not change/],
  ] as const
  for (const [text, says] of cases) {
    put(stage.host, dropIn, text)
    await machine.must(['systemctl', 'daemon-reload'])
    const doctor = await type(machine, 'doctor', app.name)
    assert.deepEqual([doctor.exit, says.test(doctor.out)], [40, true], doctor.out)
    await isRefused(stage, { exit: 40, says })
    assert.match((await type(machine, 'status', app.name)).out, / tried .*\n +to do +\S/)
  }
  put(stage.host, dropIn, `[Service]\nExecStart=\nExecStart=/bin/sh -c "exec ${publicPathOf(app)} ${app.port}"\n`)
  await machine.must(['systemctl', 'daemon-reload'])
  assert.equal((await start(machine, 'unit@v2.0.0')).exit, 0, 'a shell that starts it is as good')
  assert.equal(await answers(machine, app), '2.0.0')
}

async function drifted(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  assert.equal((await start(machine, `${app.name}@v1.1.0`)).exit, 0)
  const path = join(machine.root, publicPathOf(app))
  // By hand, as people do it: over the link, or over the file.
  rmSync(path)
  put(stage.host, publicPathOf(app), acmed({ version: '1.5.0' }), 0o755)
  await isRefused(stage, { exit: 40, says: new RegExp(`somebody has changed the live files since the last upgrade: '${publicPathOf(app)}' is not the file that was laid down`), runs: '1.1.0' })
  const forced = await type(machine, 'upgrade', app.name, '--to', 'v2.0.0', '--force')
  assert.equal(forced.exit, 0, forced.err)
  assert.match(forced.out + forced.err, /passed by force: somebody has changed/)
  assert.equal((await type(machine, 'rollback', app.name)).exit, 0)
  assert.equal(await answers(machine, app), '1.5.0', 'what was adopted is what is gone back to')
}
