import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { anAuthority, type Authority } from '../../support/certificates.ts'
import { proxy, type RunningProxy } from '../../support/real-daemons/proxy-server.ts'
import { serve } from '../../support/real-daemons/web-server.ts'
import { type App, anApp } from '../upgrade/support/an-app.ts'
import { anOffer, type Offer } from '../upgrade/support/an-offer.ts'
import { anOperatorsHost, type Host, installByHand, put } from '../upgrade/support/an-operators-host.ts'
import { answers } from '../upgrade/support/look.ts'
import { start, type } from '../upgrade/support/operate.ts'

/** An address that no proxy may be spared for: this machine's, but not loopback's (RFC 5737). */
const publisher = '198.51.100.7'
const password = 'AWoiKqB0Zm'
const credentials = '/etc/app-upgrade/credentials'

/** A machine that reaches its publisher by a proxy alone, which wants credentials, and whose certificate nobody else vouches for. */
interface Bed { readonly host: Host; readonly app: App; readonly offered: Offer; readonly proxied: RunningProxy }

for (const suite of ['bookworm', 'trixie'] as const) {
  test(`behind a proxy, on ${suite}`, { timeout: 1_500_000 }, async (t) => {
    const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-'))
    t.after(() => rmSync(scratch, { recursive: true }))
    await using host = await anOperatorsHost({ suite })
    const bed = await furnish(host, scratch, anAuthority(t))
    await t.test('E48 a secret that is not there is a mistake in the settings, and the way to make it is told', async () => await withoutSecret(bed))
    await t.test('F24 a password that the proxy does not take', async () => await withWrongPassword(bed))
    await t.test('V16 with the right one, by unit and at a terminal', async () => await withPassword(bed))
    await t.test('a credential directory that is gone is told as such', async () => await withoutDirectory(bed))
    await t.test('V20 a source that cannot be reached: a mirror is used, and people are told', async () => await withMirror(bed))
    await t.test('E43 E44 nobody gets to see the password', async () => await nobodySaw(bed))
  })
}

async function furnish(host: Host, scratch: string, authority: Authority): Promise<Bed> {
  const { machine } = host
  const app = anApp({ name: 'behind', port: 7001 })
  await machine.must(['ip', 'address', 'add', `${publisher}/32`, 'dev', 'lo'])
  const site = join(scratch, 'site')
  mkdirSync(site)
  serve({ site, folder: join(scratch, 'nginx'), leader: machine.leader, address: publisher, port: 8443, certificate: authority.issue({ names: `IP:${publisher}` }) })
  const proxied = await proxy({ folder: join(scratch, 'proxy'), leader: machine.leader, port: 3128, user: 'ci', password })
  put(host, '/etc/ssl/own-authority.pem', authority.pem)
  await installByHand(host, app, { source: sourceAt(`https://${publisher}:8443/behind`), more: network })
  return { host, app, proxied, offered: anOffer(app, join(site, app.name)) }
}

const sourceAt = (place: string): string => `[source]
kind = "url"
url  = "${place}/behind-{tag}-linux-{arch}.tar.gz"
`
const network = `
[network]
proxy        = "http://127.0.0.1:3128"
proxy_secret = "proxy"
certificates = "/etc/ssl/own-authority.pem"
`
const linesOf = async ({ host: { machine } }: Bed, units: string): Promise<string> => (await machine.journal('-u', units)).map((line) => String(line['MESSAGE'])).join('\n')
const newLines = async (bed: Bed): Promise<string> => await linesOf(bed, 'app-upgrade@*')

async function withoutSecret(bed: Bed): Promise<void> {
  assert.equal((await start(bed.host.machine, 'behind@v1.1.0')).exit, 78)
  const examined = await type(bed.host.machine, 'doctor', 'behind')
  assert.match(examined.out.replaceAll(/\s+/g, ' '), /bad behind: network there is no secret 'proxy'/)
  assert.match(await newLines(bed), /there is no secret 'proxy': '\/etc\/app-upgrade\/credentials\/proxy' does not exist[^]*install -m 600 \/dev\/stdin/)
}

async function withWrongPassword(bed: Bed): Promise<void> {
  put(bed.host, `${credentials}/proxy`, 'ci:wrong\n', 0o600)
  assert.equal((await start(bed.host.machine, 'behind@v1.1.0')).exit, 69)
  assert.match(await newLines(bed), /the proxy 127\.0\.0\.1:3128 asks for credentials, or does not accept ours \(HTTP 401\)/)
}

async function withPassword(bed: Bed): Promise<void> {
  const { host: { machine }, app, offered, proxied } = bed
  offered.add({ version: '1.1.0' })
  offered.add({ version: '1.2.0' })
  put(bed.host, `${credentials}/proxy`, `ci:${password}\n`, 0o600)
  const before = proxied.asked.length
  assert.equal((await start(machine, 'behind@v1.1.0')).exit, 0, await newLines(bed))
  assert.equal(await answers(machine, app), '1.1.0')
  assert.deepEqual([...new Set(proxied.asked.slice(before))], [`CONNECT ${publisher}:8443 HTTP/1.1`])
  const checked = await type(machine, 'check', 'behind', '--to', 'v1.2.0')
  assert.match(checked.out, /1\.2\.0/, checked.err)
  assert.match((await type(machine, 'doctor', 'behind')).out.replaceAll(/\s+/g, ' '), /good behind: network servers are reached through http:\/\/127\.0\.0\.1:3128/)
  put(bed.host, `${credentials}/proxy`, `ci:${password}\n`, 0o644)
  const refused = await type(machine, 'check', 'behind', '--to', 'v1.2.0')
  assert.equal(refused.exit, 78)
  assert.match(refused.err, /can be read by others \(mode 0644\)/)
  put(bed.host, `${credentials}/proxy`, `ci:${password}\n`, 0o600)
}

async function withoutDirectory(bed: Bed): Promise<void> {
  const { machine } = bed.host
  await machine.must(['mv', credentials, '/root/credentials'])
  assert.equal((await start(machine, 'behind@v1.2.0')).exit, 78)
  assert.match(await newLines(bed), /systemd could not hand its credentials[^]*systemd-tmpfiles --create app-upgrade\.conf/)
  await machine.must(['systemd-tmpfiles', '--create', 'app-upgrade.conf'])
  assert.equal((await machine.must(['stat', '-c', '%a', credentials])).trim(), '700')
  await machine.must(['cp', '-a', '/root/credentials/proxy', credentials])
}

async function withMirror(bed: Bed): Promise<void> {
  const { host, host: { machine }, offered } = bed
  const app = anApp({ name: 'mirrored', port: 7002 })
  const mirror = { kind: 'url', url: `https://${publisher}:8443/behind` }
  await installByHand(host, app, {
    source: sourceAt(`https://${publisher}:9/gone`).replaceAll('behind-{tag}', 'mirrored-{tag}'),
    more: `${network}\n[[mirror]]\nkind = "${mirror.kind}"\nurl = "${mirror.url}/../mirrored/mirrored-{tag}-linux-{arch}.tar.gz"\n`,
  })
  anOffer(app, join(offered.directory, '..', 'mirrored')).add({ version: '1.1.0' })
  assert.equal((await start(machine, 'mirrored@v1.1.0')).exit, 0, await newLines(bed))
  assert.equal(await answers(machine, app), '1.1.0')
  const said = await linesOf(bed, 'app-upgrade-acquire@mirrored*')
  assert.match(said, /the source could not be reached: the proxy 127\.0\.0\.1:3128 does not connect to 198\.51\.100\.7:9: it answers HTTP \d+; mirror 1 was asked/)
}

async function nobodySaw({ host: { machine } }: Bed): Promise<void> {
  await machine.must(['journalctl', '--sync'])
  const said = await machine.must(['journalctl', '--no-pager', '-o', 'verbose'])
  const left = await machine.must(['sh', '-c', 'cat /var/lib/app-upgrade/*/journals/* /run/app-upgrade/*.report; find /var/cache/app-upgrade -type f -exec cat {} +'])
  for (const secret of [password, Buffer.from(`ci:${password}`).toString('base64')]) assert.ok(!`${said}${left}`.includes(secret), 'the password was shown')
}
