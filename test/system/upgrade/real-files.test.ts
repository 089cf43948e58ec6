import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tmpdir } from 'node:os'
import { test } from 'node:test'

import { capabilityValue, giveAttribute } from '../../support/an-attribute.ts'
import { serve } from '../../support/real-daemons/web-server.ts'
import { acmed } from './support/acmed.ts'
import { type App, anApp, publicPathOf } from './support/an-app.ts'
import { anOffer, type Offer } from './support/an-offer.ts'
import { anOperatorsHost, type Host, installByHand, put } from './support/an-operators-host.ts'
import { answers, status, treeOf } from './support/look.ts'
import { start, type } from './support/operate.ts'

test('where the files really lie: links, and directories that cannot be written', { timeout: 1_500_000 }, async (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-'))
  t.after(() => rmSync(scratch, { recursive: true }))
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  mkdirSync(join(scratch, 'site'))
  serve({ site: join(scratch, 'site'), folder: join(scratch, 'nginx'), leader: host.machine.leader, port: 8080 })
  const web: Web = { host, site: join(scratch, 'site'), asked: () => requestsIn(join(scratch, 'nginx', 'access.log')) }
  await t.test('S7 a public path that is a link: the file that it leads to is replaced, the link stays', async () => await throughLink(web))
  await t.test('E42 a link that a user could turn is refused before anything is fetched', async () => await turnable(web))
  await t.test('S6 a directory on a read-only file system is found before anything is fetched', async () => await readOnly(web))
  await t.test('S6 a directory that only the unit may not write to: the remedy names the unit', async () => await shut(web))
  await t.test('S6 F07 a directory that keeps even root out, and one that is not there', async () => await closed(web))
  await t.test('S8 a live file with a capability of its own: said before it is lost, and not once the unit gives it', async () => await bound(web))
})

interface Web { readonly host: Host; readonly site: string; readonly asked: () => number }

function requestsIn(log: string): number {
  return readFileSync(log, 'utf8').split('\n').length - 1
}

/** A daemon of the in-place layout whose public path is a link to `/opt/<name>/bin/<name>d`, and releases on the web server. */
async function linked({ host, site }: Web, name: string, port: number): Promise<{ readonly app: App; readonly file: string; readonly offer: Offer }> {
  const app = anApp({ name, layout: 'in-place', port })
  const [publicPath, file] = [publicPathOf(app), `/opt/${name}/bin/${name}d`]
  await installByHand(host, app, { start: 'no', source: `[source]\nkind = "url"\nurl  = "http://127.0.0.1:8080/${name}/${name}-{tag}-linux-{arch}.tar.gz"\n` })
  rmSync(join(host.machine.root, publicPath))
  symlinkSync(file, join(host.machine.root, publicPath))
  put(host, file, acmed({ version: '1.0.0' }), 0o755)
  await host.machine.must(['systemctl', 'start', `${name}.service`])
  const offer = anOffer(app, join(site, name))
  offer.add({ version: '1.1.0' })
  return { app, file, offer }
}

async function throughLink(web: Web): Promise<void> {
  const { machine } = web.host
  const { app, file, offer } = await linked(web, 'linked', 7001)
  const link = treeOf(machine, publicPathOf(app))
  assert.equal((await start(machine, 'linked@v1.1.0')).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.deepEqual(treeOf(machine, publicPathOf(app)), link)
  assert.match(readFileSync(join(machine.root, file), 'utf8'), /'1\.1\.0'/)
  assert.match(readFileSync(join(machine.root, `${file}.prev`), 'utf8'), /'1\.0\.0'/)
  assert.ok(!existsSync(join(machine.root, `${publicPathOf(app)}.prev`)))
  assert.deepEqual(await said(machine, app), ['1.1.0', '1.0.0'])
  offer.add({ version: '1.2.0', ill: 'exits' })
  assert.equal((await start(machine, 'linked@v1.2.0')).exit, 41)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal((await type(machine, 'rollback', 'linked')).exit, 0)
  assert.equal(await answers(machine, app), '1.0.0')
  assert.equal(readlinkSync(join(machine.root, publicPathOf(app))), file)
}

async function said(machine: Host['machine'], app: App): Promise<readonly (string | null)[]> {
  const { live, kept } = await status(machine, app)
  return [live, kept]
}

async function turnable(web: Web): Promise<void> {
  const { machine } = web.host
  const { app, file } = await linked(web, 'turned', 7002)
  await machine.must(['chown', '1000', dirname(file)])
  const { err } = await refused(web, app, 78)
  assert.match(err, /'\/usr\/local\/bin\/turnedd' leads to '\/opt\/turned\/bin\/turnedd': '\/opt\/turned\/bin' belongs to user 1000, who could put something else in its place/)
}

async function readOnly(web: Web): Promise<void> {
  const { machine } = web.host
  const { app, file } = await linked(web, 'stone', 7003)
  const directory = dirname(file)
  await machine.must(['mount', '--bind', directory, directory])
  await machine.must(['mount', '-o', 'remount,bind,ro', directory])
  const { err } = await refused(web, app, 73)
  assert.match(err, new RegExp(`no file can be replaced in '${directory}': its file system is read-only`))
  assert.match(err, new RegExp(`now: +1\\.0\\.0 is (live|running).*next: +this is a container \\(systemd-nspawn\\): put the new version into its image, or mount a writable volume at '${directory}'`, 's'))
  assert.doesNotMatch(err, /sudo/)
  const check = await type(machine, 'check', 'stone', '--to', 'v1.1.0', '--exit-code')
  assert.equal(check.exit, 31, check.out)
  assert.match(check.out, /read-only/)
  const doctor = await type(machine, 'doctor', 'stone')
  assert.deepEqual([doctor.exit, /stone: places.*read-only/.test(doctor.out)], [40, true], doctor.out)
  await machine.must(['umount', directory])
  assert.equal((await start(machine, 'stone@v1.1.0')).exit, 0, 'once it can be written')
  assert.equal(await answers(machine, app), '1.1.0')
}

/** ProtectSystem= of our own unit shuts /usr, and a terminal does not show it. */
async function shut(web: Web): Promise<void> {
  const { machine } = web.host
  const { app, file } = await linked(web, 'shut', 7004)
  await machine.must(['mkdir', '/usr/lib/shut'])
  await machine.must(['mv', file, '/usr/lib/shut/shutd'])
  await machine.must(['ln', '-sfT', '/usr/lib/shut/shutd', publicPathOf(app)])
  const { err } = await refused(web, app, 73)
  assert.match(err, /no file can be replaced in '\/usr\/lib\/shut': it is read-only for 'app-upgrade@\.service'.*'systemctl edit app-upgrade@\.service', \[Service\] ReadWritePaths=\/usr\/lib\/shut/s)
  await machine.writeFile('/etc/systemd/system/app-upgrade@.service.d/shut.conf', '[Service]\nReadWritePaths=/usr/lib/shut\n')
  await machine.must(['systemctl', 'daemon-reload'])
  const half = await refused(web, app, 73)
  assert.match(half.err, /what is replaced in '\/usr\/lib\/shut' could not be put back after a crash: 'app-upgrade-fallback@\.service' may not write there.*app-upgrade-\.service\.d\/own\.conf/s)
  await machine.must(['mkdir', '-p', '/etc/systemd/system/app-upgrade-.service.d'])
  await machine.writeFile('/etc/systemd/system/app-upgrade-.service.d/own.conf', '[Service]\nReadWritePaths=/usr/lib/shut\n')
  await machine.must(['systemctl', 'daemon-reload'])
  assert.equal((await start(machine, 'shut@v1.1.0')).exit, 0, 'as it was told')
  assert.equal(await answers(machine, app), '1.1.0')
}

async function closed(web: Web): Promise<void> {
  const { machine } = web.host
  const { app, file } = await linked(web, 'closed', 7005)
  await machine.must(['chmod', 'a-w', dirname(file)])
  const { err } = await refused(web, app, 77)
  assert.match(err, /no file can be replaced in '\/opt\/closed\/bin': uid 0 may not write to this directory.*ls -ld \/opt\/closed\/bin/s)
  await machine.must(['ln', '-sfT', '/opt/closed/lib/closedd', publicPathOf(app)])
  assert.match((await refused(web, app, 78)).err, /the directory '\/opt\/closed\/lib' does not exist.*mkdir -p \/opt\/closed\/lib/s)
}

/** setcap(8) marks one file; the unit's own way outlives every version. */
async function bound(web: Web): Promise<void> {
  const { machine } = web.host
  const { app, file } = await linked(web, 'bound', 7006)
  const dropIn = async (name: string, line: string): Promise<void> => {
    await machine.writeFile(`/etc/systemd/system/bound.service.d/${name}.conf`, `[Service]\n${line}\n`)
    await machine.must(['systemctl', 'daemon-reload'])
  }
  await dropIn('user', 'User=nobody')
  await machine.must(['systemctl', 'restart', 'bound.service'])
  await giveAttribute(join(machine.root, file), 'security.capability', capabilityValue(10))
  const before = treeOf(machine, dirname(file))
  const { exit, err } = await type(machine, 'upgrade', 'bound', '--to', 'v1.1.0')
  assert.deepEqual([exit, treeOf(machine, dirname(file))], [40, before], err)
  assert.match(err, /'\/opt\/bound\/bin\/boundd' has rights of its own \(cap_net_bind_service\), which the new file will not have.*'systemctl edit bound\.service', \[Service\] AmbientCapabilities=CAP_NET_BIND_SERVICE/s)
  assert.equal(await answers(machine, app), '1.0.0')
  await dropIn('bind', 'AmbientCapabilities=CAP_NET_BIND_SERVICE')
  const started = await start(machine, 'bound@v1.1.0')
  assert.equal(started.exit, 0, started.said)
  assert.equal(await answers(machine, app), '1.1.0')
}

/** Nobody was asked for anything, nothing was touched, and the daemon runs as it did. */
async function refused({ host: { machine }, asked }: Web, app: App, exit: number): Promise<{ readonly err: string }> {
  const everything = (): readonly string[] => ['/usr/local/bin', `/opt/${app.name}`].flatMap((path) => treeOf(machine, path))
  const [before, requests] = [everything(), asked()]
  const ran = await type(machine, 'upgrade', app.name, '--to', 'v1.1.0')
  assert.equal(ran.exit, exit, ran.err)
  assert.equal(asked() - requests, 0, 'the server was asked')
  assert.deepEqual(everything(), before)
  assert.equal(await answers(machine, app), '1.0.0')
  return { err: ran.err }
}
