import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { formatManifest, plainRelease, type Manifest } from '../../../src/formats/manifest/manifest.ts'
import { aRelease, type SignedRelease } from '../../support/a-release.ts'
import { serve } from '../../support/real-daemons/web-server.ts'
import { acmed } from './support/acmed.ts'
import { type App, anApp } from './support/an-app.ts'
import { signer } from './support/an-offer.ts'
import { anOperatorsHost, type Host, installByHand } from './support/an-operators-host.ts'
import { assertWhole } from './support/crash-site.ts'
import { answers } from './support/look.ts'
import { start, type } from './support/operate.ts'

test('the newest release, of sources that say what there is', { timeout: 1_500_000 }, async (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-'))
  t.after(() => rmSync(scratch, { recursive: true }))
  await using host = await anOperatorsHost({ suite: 'bookworm' })
  const web: Web = { site: join(scratch, 'site'), log: join(scratch, 'nginx/access.log') }
  mkdirSync(web.site)
  serve({ site: web.site, folder: join(scratch, 'nginx'), leader: host.machine.leader, port: 8080 })
  await t.test('P6 P9 a forge: check tells, the unit takes, and asking again costs one conditional request', async () => await fromForge(host, web))
  await t.test('J37 P8 a manifest: what was withdrawn is passed over, and a channel is followed', async () => await fromManifest(host, web))
})

interface Web { readonly site: string; readonly log: string }

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
const releaseOf = (app: App, version: string): SignedRelease => aRelease({ app: app.name, version, members: { acmed: acmed({ version }) }, signer })

async function fromForge(host: Host, web: Web): Promise<void> {
  const { machine } = host
  const app = anApp({ name: 'forged', port: 7001 })
  await installByHand(host, app, { source: '[source]\nkind = "github"\nrepository = "acme/forged"\nhost = "http://127.0.0.1:8080"\nartifact = "forged-{tag}-linux-{arch}.tar.gz"\n' })
  const post = (...versions: readonly string[]): void => postOnForge(app, web, versions)
  post('1.1.0', '1.2.0-rc.1')
  const check = await type(machine, 'check', 'forged')
  assert.match(check.out, /forged: 1\.1\.0 is available/, check.err)
  assert.equal((await start(machine, 'forged')).exit, 0)
  await assertWhole(machine, app, '1.1.0', 'the newest of a forge')
  assert.equal((await start(machine, 'forged')).exit, 0)
  assert.match(readFileSync(web.log, 'utf8').trimEnd().split('\n').at(-1) ?? '', /GET \/api\/v3\/repos\/acme\/forged\/releases\?per_page=100 HTTP\/1\.1" 304 /)
  assert.doesNotMatch((await type(machine, 'check', 'forged')).out, /is available/)
  assert.equal((await start(machine, 'forged@rc')).exit, 0)
  assert.equal(await answers(machine, app), '1.2.0-rc.1')
}

/** GitHub Enterprise, as far as files can be it: the list is one, and each asset is one. */
function postOnForge(app: App, { site }: Web, versions: readonly string[]): void {
  const releases = versions.map((version) => {
    const { served } = releaseOf(app, version)
    for (const [name, bytes] of served) put(join(site, `acme/${app.name}/releases/download/v${version}`, name), bytes)
    return { tag_name: `v${version}`, draft: false, prerelease: false, published_at: '2026-11-01T10:00:00Z', assets: [...served].map(([name, { length }], id) => ({ id, name, size: length, state: 'uploaded' })) }
  })
  put(join(site, `api/v3/repos/acme/${app.name}/releases`), JSON.stringify(releases))
}

async function fromManifest(host: Host, web: Web): Promise<void> {
  const { machine } = host
  const app = anApp({ name: 'listed', port: 7002 })
  await installByHand(host, app, { source: '[source]\nkind = "manifest"\nurl = "http://127.0.0.1:8080/listed/manifest.json"\n', more: '[policy]\nchannel = "beta"\n' })
  const list = (versions: readonly string[], more: Partial<Manifest>, yanked: string): void => {
    const releases = versions.map((version) => {
      const { artifact, served } = releaseOf(app, version)
      const files = [...served].map(([name, bytes]) => {
        put(join(web.site, 'listed', version, name), bytes)
        return { name, url: `${version}/${name}`, sizeBytes: bytes.length, sha256: null }
      })
      return { ...plainRelease, version, yanked: version === yanked ? 'it eats data' : null, artifacts: files.filter(({ name }) => name === artifact).map((file) => ({ ...file, os: 'linux', arch: 'x86_64' })), sidecars: files.filter(({ name }) => name !== artifact) }
    })
    put(join(web.site, 'listed/manifest.json'), formatManifest({ product: 'listed', latestStable: null, channels: {}, expiresAtMs: null, minimumHelper: null, ...more, releases }))
  }
  list(['1.1.0', '1.2.0', '1.3.0-beta.1'], { channels: { stable: '1.1.0', beta: '1.2.0' } }, '1.2.0')
  const check = await type(machine, 'check', 'listed')
  assert.match(check.out + check.err, /1\.1\.0.*1\.2\.0 was withdrawn by its publisher: it eats data/s)
  assert.equal((await start(machine, 'listed')).exit, 0)
  await assertWhole(machine, app, '1.1.0', 'what is left of a channel')
  list(['1.1.0', '1.3.0-beta.1'], { channels: { stable: '1.1.0', beta: '1.3.0-beta.1' } }, '')
  assert.equal((await start(machine, 'listed')).exit, 0)
  assert.equal(await answers(machine, app), '1.3.0-beta.1')
  list(['9.0.0'], { expiresAtMs: 0 }, '')
  assert.equal((await start(machine, 'listed')).exit, 40, 'J04 a list that has expired')
}
