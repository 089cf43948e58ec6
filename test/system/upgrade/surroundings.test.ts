import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { serve } from '../../support/real-daemons/web-server.ts'
import { aGate } from './support/a-gate.ts'
import { type App, anApp, homeOf, unitOf } from './support/an-app.ts'
import { anOffer } from './support/an-offer.ts'
import { anOperatorsHost, type Host, installByHand } from './support/an-operators-host.ts'
import { assertWhole, journalsInAdvance, stateOf } from './support/crash-site.ts'
import { answers, leftovers, property, untouchables } from './support/look.ts'
import { start, type } from './support/operate.ts'
import { stoppedAfter } from './support/stopped-after.ts'

test('what is around an upgrade: the web, a full disk, a disk that cannot be written', { timeout: 1_500_000 }, async (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-'))
  t.after(() => rmSync(scratch, { recursive: true }))
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  mkdirSync(join(scratch, 'site'))
  serve({ site: join(scratch, 'site'), folder: join(scratch, 'nginx'), leader: host.machine.leader, port: 8080 })
  await t.test('V14 a web server, and a token in the query that nobody gets to see', async () => await overTheWeb(host, scratch))
  await t.test('F26 the network is gone once the release was acquired', async () => await networkGoes(host, scratch))
  await t.test('F01 a full disk', async () => await diskFull(host))
  await t.test('F05 a disk that cannot be written', async () => await diskReadOnly(host))
  await t.test('F05 a disk that cannot be written any more, in the middle', async () => await diskTurnsReadOnly(host))
})

const secret = 'AWoiKqB0Zm'
const source = (app: App): string => `[source]
kind = "url"
url  = "http://127.0.0.1:8080/${app.name}/${app.name}-{tag}-linux-{arch}.tar.gz?token=${secret}"
`

async function overTheWeb(host: Host, scratch: string): Promise<void> {
  const { machine } = host
  const app = anApp({ name: 'web', port: 7001 })
  await installByHand(host, app, { source: source(app) })
  anOffer(app, join(scratch, 'site', app.name)).add({ version: '1.1.0' })
  assert.equal((await start(machine, 'web@v1.1.0')).exit, 0)
  await assertWhole(machine, app, '1.1.0', 'over the web')
  assert.equal((await start(machine, 'web@v1.2.0')).exit, 69, 'no such release')
  const offered = anOffer(app, join(scratch, 'site', app.name)).add({ version: '1.3.0' })
  const byUrl = await type(machine, 'upgrade', 'web', '--to', 'v1.3.0', '--url', `http://127.0.0.1:8080/web/${offered.artifact}?token=${secret}`)
  assert.equal(byUrl.exit, 0, byUrl.err)
  assert.equal(await answers(machine, app), '1.3.0')
  await machine.must(['journalctl', '--sync'])
  const seen = [byUrl.out, byUrl.err, await machine.must(['journalctl', '--no-pager', '-o', 'verbose']), await machine.must(['sh', '-c', 'cat /var/lib/app-upgrade/web/journals/* && app-upgrade history web --json'])].join('\n')
  assert.ok(!seen.includes(secret), 'E44 the token was shown')
}

/** The applying half opens no connection but to the daemon: without the publisher it goes on. */
async function networkGoes(host: Host, scratch: string): Promise<void> {
  const { machine } = host
  const app = anApp({ name: 'offline', port: 7002 })
  await installByHand(host, app, { source: source(app) })
  anOffer(app, join(scratch, 'site', app.name)).add({ version: '1.1.0' })
  let gone = 0
  const gate = await aGate([journalsInAdvance(machine, app)], ({ letGo }) => {
    if (gone++ === 0) renameSync(join(scratch, 'site', app.name), join(scratch, 'site', 'gone'))
    letGo()
  })
  try {
    assert.equal((await start(machine, 'offline@v1.1.0')).exit, 0)
  } finally {
    await gate.remove()
  }
  await assertWhole(machine, app, '1.1.0', 'without a network')
}

async function diskFull(host: Host): Promise<void> {
  const { machine } = host
  const { app, offer } = await installByHand(host, anApp({ name: 'full', port: 7003 }))
  offer.add({ version: '1.1.0' })
  await machine.must(['mkdir', homeOf(app)])
  await machine.must(['mount', '-t', 'tmpfs', '-o', 'size=8k,mode=755', 'full', homeOf(app)])
  await machine.must(['sh', '-c', `head -c 8192 /dev/zero >${homeOf(app)}/ballast`])
  await assertRefusedUntouched(host, app, 73)
  await machine.must(['mount', '-o', 'remount,size=1m', homeOf(app)])
  assert.equal((await start(machine, 'full@v1.1.0')).exit, 0, 'once there is room')
  assert.equal(await answers(machine, app), '1.1.0')
}

async function diskReadOnly(host: Host): Promise<void> {
  const { machine } = host
  const { app, offer } = await installByHand(host, anApp({ name: 'stone', port: 7004 }))
  offer.add({ version: '1.1.0' })
  await machine.must(['mkdir', homeOf(app)])
  await machine.must(['mount', '-t', 'tmpfs', '-o', 'size=1m,mode=755,ro', 'stone', homeOf(app)])
  await assertRefusedUntouched(host, app, 73)
}

/** Nothing could be exchanged, so nobody restarts anything; what is left to be done is done once the disk takes writes again. */
async function diskTurnsReadOnly(host: Host): Promise<void> {
  const { machine } = host
  const { app, offer } = await installByHand(host, anApp({ name: 'slate', port: 7005 }))
  offer.add({ version: '1.1.0' })
  await machine.must(['mkdir', homeOf(app)])
  await machine.must(['mount', '-t', 'tmpfs', '-o', 'size=4m,mode=755', 'slate', homeOf(app)])
  const before = await property(machine, unitOf(app), 'InvocationID')
  const run = await stoppedAfter(machine, app, 'ended standby', 'v1.1.0')
  await machine.must(['mount', '-o', 'remount,ro', homeOf(app)])
  await run.letGo()
  assert.equal((await run.ended).exit, 41)
  assert.deepEqual([await answers(machine, app), await property(machine, unitOf(app), 'InvocationID')], ['1.0.0', before])
  assert.match((await stateOf(machine, app))?.closed?.reason ?? '', /\/opt\/slate/)
  await machine.must(['mount', '-o', 'remount,rw', homeOf(app)])
  assert.equal((await type(machine, 'recover', 'slate')).exit, 0)
  await assertWhole(machine, app, '1.0.0', 'the disk takes writes again')
  assert.equal((await type(machine, 'upgrade', 'slate', '--to', 'v1.1.0', '--force')).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0', 'and the upgrade goes on')
}

async function assertRefusedUntouched({ machine }: Host, app: App, exit: number): Promise<void> {
  const before = await untouchables(machine, app)
  const started = await start(machine, `${app.name}@v1.1.0`)
  assert.equal(started.exit, exit, started.said)
  assert.deepEqual(await untouchables(machine, app), before)
  assert.deepEqual(leftovers(machine, app), [])
  assert.equal(await answers(machine, app), '1.0.0')
}
