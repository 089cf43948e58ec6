import assert from 'node:assert/strict'
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { serve } from '../../support/real-daemons/web-server.ts'
import type { Machine } from '../bed/machine.ts'
import { listedSource, publishListed, type Listing } from './support/a-listed-site.ts'
import { type App, anApp } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, put } from './support/an-operators-host.ts'
import { assertWhole } from './support/crash-site.ts'
import { answers, theFinalEventOf, untouchables } from './support/look.ts'
import { start, type } from './support/operate.ts'

const port = 8080
const dayMs = 24 * 60 * 60 * 1000

test('which release is taken, of all that a source lists', { timeout: 1_500_000 }, async (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-'))
  t.after(() => rmSync(scratch, { recursive: true }))
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const site = join(scratch, 'site')
  mkdirSync(site)
  serve({ site, folder: join(scratch, 'nginx'), leader: host.machine.leader, port })
  const web: Web = { host, machine: host.machine, site, log: join(scratch, 'nginx/access.log') }
  await t.test('P1 P6 the newest that is old enough, by when this host saw it; what was withdrawn is passed over', async () => await oldEnough(web))
  await t.test('P8 P2 a pin is taken, newer releases are told of, and another version is refused before it is fetched', async () => await pinned(web))
  await t.test('P9 J22 a channel of the app\'s own, by what its pre-releases are called', async () => await ownChannel(web))
  await t.test('a stop-over first, and the newest with the next run', async () => await stopOver(web))
  await t.test('M21 an ill release under another version, and a version with other bytes, are noticed', async () => await published(web))
  await t.test('TUF I6 an acquiring half that lies: a candidate on the shelf, and no list that can be read', async () => await lied(web))
})

interface Web { readonly host: Host; readonly machine: Machine; readonly site: string; readonly log: string }

/** The app of one case, at version 1.0.0, and what its publisher lists. */
async function installed({ host, site }: Web, named: Parameters<typeof anApp>[0], more: string, releases: readonly Listing[]): Promise<App> {
  const app = anApp(named)
  await installByHand(host, app, { source: listedSource(app, port), more })
  publishListed(app, site, releases)
  return app
}

/** nginx writes its line after it has answered. It has one worker: when that answers us, what it wrote about others is there; its line about us is left out. */
async function logOf({ machine, log }: Web): Promise<readonly string[]> {
  await machine.must(['curl', '--silent', `http://127.0.0.1:${port}/-`])
  return readFileSync(log, 'utf8').split('\n').filter((line) => line !== '' && !line.includes(' /- '))
}

/** The addresses of this app that were asked for since `from` lines were there. */
const asked = async (web: Web, { name }: App, from: number): Promise<readonly string[]> => (await logOf(web)).slice(from).flatMap((line) => /"(?:GET|HEAD) (\S+) /.exec(line)?.[1] ?? []).filter((path) => path.startsWith(`/${name}/`))
const linesOf = async (web: Web): Promise<number> => (await logOf(web)).length

async function oldEnough(web: Web): Promise<void> {
  const { machine } = web
  const app = await installed(web, { name: 'aged', port: 7001 }, '[policy]\nminimum_age = "24h"\n', [{ version: '1.3.0', yanked: 'it eats data' }, { version: '1.2.0' }, { version: '1.1.0' }])
  assert.equal((await start(machine, 'aged')).exit, 0, 'nothing is old enough, which is no failure')
  assert.equal(await answers(machine, app), '1.0.0')
  assert.deepEqual(await asked(web, app, 0), ['/aged/manifest.json'], 'nothing was fetched')
  const check = await type(machine, 'check', 'aged')
  assert.match(check.out + check.err, /minimum age is 24 h/)
  seenEarlier(machine, app, '1.1.0', 2 * dayMs)
  assert.equal((await start(machine, 'aged')).exit, 0)
  await assertWhole(machine, app, '1.1.0', 'the newest that is old enough')
  const why = await type(machine, 'why', 'aged')
  assert.match(why.out, /1\.3\.0.*withdrawn.*it eats data/s)
  assert.match(why.out, /1\.2\.0.*minimum age is 24 h/s)
}

/** As if this host had seen it so long ago. */
function seenEarlier(machine: Machine, { name }: App, version: string, byMs: number): void {
  const path = join(machine.root, `/var/lib/app-upgrade/${name}/seen.json`)
  const seen = JSON.parse(readFileSync(path, 'utf8')) as { readonly releases: readonly { readonly version: string; readonly firstSeenMs: number }[] }
  writeFileSync(path, JSON.stringify({ ...seen, releases: seen.releases.map((one) => (one.version === version ? { ...one, firstSeenMs: one.firstSeenMs - byMs } : one)) }))
}

async function pinned(web: Web): Promise<void> {
  const { machine } = web
  const app = await installed(web, { name: 'pinned', port: 7002 }, '[policy]\npin = "1.1.0"\n', [{ version: '1.2.0' }, { version: '1.1.0' }])
  assert.equal((await start(machine, 'pinned')).exit, 0)
  await assertWhole(machine, app, '1.1.0', 'what is pinned')
  const [before, lines] = [await untouchables(machine, app), await linesOf(web)]
  const other = await type(machine, 'upgrade', 'pinned', '--to', '1.2.0')
  assert.equal(other.exit, 40)
  assert.match(other.err, /1\.2\.0 is not taken: 1\.1\.0 is pinned/)
  assert.deepEqual([await untouchables(machine, app), await asked(web, app, lines)], [before, []])
  const again = await type(machine, 'upgrade', 'pinned')
  assert.match(again.out + again.err, /1\.2\.0 is not taken: 1\.1\.0 is pinned|1\.1\.0 is live already, and pinned/)
  assert.equal(await answers(machine, app), '1.1.0')
}

async function ownChannel(web: Web): Promise<void> {
  const { machine } = web
  const app = await installed(web, { name: 'early', port: 7003 }, '[policy]\nchannel = "early"\n\n[[channel]]\nname = "early"\nprerelease = "beta"\n', [{ version: '1.2.0-rc.1' }, { version: '1.2.0-beta.2' }, { version: '1.1.0' }])
  assert.equal((await start(machine, 'early')).exit, 0)
  await assertWhole(machine, app, '1.2.0-beta.2', 'what the app calls early')
}

async function stopOver(web: Web): Promise<void> {
  const { machine } = web
  const app = await installed(web, { name: 'stops', port: 7004 }, '', [{ version: '3.0.0' }, { version: '2.0.0', stopOver: 'yes' }, { version: '1.1.0' }])
  assert.equal((await start(machine, 'stops')).exit, 0)
  await assertWhole(machine, app, '2.0.0', 'the release that nobody jumps over')
  assert.equal((await start(machine, 'stops')).exit, 0)
  assert.equal(await answers(machine, app), '3.0.0')
  const lines = await linesOf(web)
  assert.equal((await start(machine, 'stops')).exit, 0)
  assert.deepEqual(await asked(web, app, lines), ['/stops/manifest.json'], 'nothing new costs one question')
  assert.match((await logOf(web)).at(-1) ?? '', / 304 /)
}

async function published(web: Web): Promise<void> {
  const { machine, site } = web
  const ill = { version: '1.1.0', ill: 'exits' } as const
  const app = await installed(web, { name: 'again', port: 7005 }, '', [{ version: '1.1.0', daemon: ill }])
  assert.equal((await start(machine, 'again')).exit, 41)
  const before = await untouchables(machine, app)
  // The same bytes, under a version that nobody has tried yet.
  publishListed(app, site, [{ version: '1.1.1', daemon: ill }, { version: '1.1.0', daemon: ill }])
  const event = await theFinalEventOf(machine, app, async () => assert.equal((await start(machine, 'again')).exit, 40))
  assert.match(String(event['MESSAGE']) + String(event['APP_UPGRADE_REASON']), /1\.1\.1 is 1\.1\.0 under another version, which is skipped/)
  // The same version, with other bytes: it would be well now, but a publisher never does that.
  publishListed(app, site, [{ version: '1.1.0' }])
  assert.equal((await start(machine, 'again')).exit, 40)
  assert.deepEqual(await untouchables(machine, app), before)
  const meant = await type(machine, 'upgrade', 'again', '--to', '1.1.0')
  assert.equal(meant.exit, 40, 'it counts by its name as long as nobody has pardoned it')
  await type(machine, 'unskip', 'again', '1.1.0')
  assert.equal((await start(machine, 'again')).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0')
}

/** Whoever broke the half with the network owns its cache. What it lays there is signed, and what it says is not believed. */
async function lied(web: Web): Promise<void> {
  const { machine, host } = web
  const app = await installed(web, { name: 'liar', port: 7006 }, '', [{ version: '2.0.0-rc.1' }, { version: '1.1.0' }])
  await machine.must(['systemctl', 'start', 'app-upgrade-acquire@liar@v2.0.0-rc.1.service'])
  const before = await untouchables(machine, app)
  for (const lie of ['ln -s /etc/shadow', 'truncate -s 1G']) {
    // By the half itself: what lay there before it was sent is forgotten.
    put(host, '/etc/systemd/system/app-upgrade-acquire@liar.service.d/lie.conf', `[Service]\nExecStart=\nExecStart=/usr/bin/${lie} /var/cache/app-upgrade/liar/listing.json\n`)
    await machine.must(['systemctl', 'daemon-reload'])
    const event = await theFinalEventOf(machine, app, async () => assert.equal((await start(machine, 'liar')).exit, 40))
    assert.match(String(event['MESSAGE']) + String(event['APP_UPGRADE_REASON']), /2\.0\.0-rc\.1 is not in channel 'stable'/)
    assert.ok(lstatSync(join(machine.root, '/var/cache/app-upgrade/liar/listing.json'), { throwIfNoEntry: false }) !== undefined, 'it lied')
  }
  assert.deepEqual(await untouchables(machine, app), before)
  await machine.must(['rm', '-r', '/etc/systemd/system/app-upgrade-acquire@liar.service.d'])
  await machine.must(['systemctl', 'daemon-reload'])
  assert.equal((await start(machine, 'liar')).exit, 0)
  await assertWhole(machine, app, '1.1.0', 'what an honest half fetches')
}
