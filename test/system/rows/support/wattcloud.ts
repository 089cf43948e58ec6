import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

import { aForge, type FakeForge, type Posted } from '../../../support/a-forge.ts'
import { aRekor } from '../../../support/a-rekor.ts'
import { aSigstore, type Sigstore } from '../../../support/a-sigstore.ts'
import type { DaemonWishes } from '../../upgrade/support/acmed.ts'
import { anApp } from '../../upgrade/support/an-app.ts'
import { put } from '../../upgrade/support/an-operators-host.ts'
import { aRow, type Changes, type Row, useShippedFile } from './a-row.ts'
import { bundleBy, pairBy, type Run } from './keyless.ts'
import { holds, running } from './outcome.ts'
import { program, type Verbs } from './program.ts'
import { type Files, tarball } from './publisher.ts'

/** wattcloud's publisher, and a host as its own installer left it. */
export interface Life { readonly row: Row & AsyncDisposable; readonly forge: FakeForge; readonly sigstore: Sigstore; readonly dist: string }

export const app = anApp({ name: 'wattcloud', port: 8443 })
export const unit = 'wattcloud.service'
export const unitPath = `/etc/systemd/system/${unit}`
export const home = '/opt/wattcloud'
export const settingsFile = '/etc/wattcloud/wattcloud.env'
export const repository = 'thewattlabs/wattcloud'
export const rootPath = '/etc/app-upgrade/sigstore.json'
export const rootLine: Changes = [['certificate = "{artifact}.cert"\n', `certificate = "{artifact}.cert"\ntrusted_root = "${rootPath}"\n`]]

/** What the installer wrote once for this host, while a release brings a stub. */
export const ownConfig = '{ "relay": "https://cloud.example.org" }\n'
/** `more`: of its [Service]. Its reload does nothing, so that what is only reloaded runs on as it was. */
export function unitText(more = ''): string {
  return `[Service]\nType=notify\nEnvironmentFile=${settingsFile}\nExecStart=${home}/current/bin/byo-relay ${app.port}\nExecReload=/bin/true\nRestart=on-failure\nRestartSec=100ms\n${more}[Install]\nWantedBy=multi-user.target\n`
}

interface Left { readonly version: string; readonly unit: string; readonly verbs?: Verbs; readonly changes?: Changes }

/** As their installer left it: a directory for each release, named with the v, a link whose target is a whole path, and a unit that names the link. */
export async function aLife(t: TestContext, { version, unit: text, verbs, changes = [] }: Left): Promise<Life> {
  const [forge, sigstore] = [await aForge(t, { kind: 'github', posted: [] }), await aSigstore()]
  const rekor = await aRekor(sigstore.log).serve()
  t.after(async () => await rekor.close())
  const row = await aRow(t, { suite: 'bookworm', names: { 'github.com': forge, 'api.github.com': forge, 'rekor.sigstore.dev': { port: Number(new URL(rekor.url).port) } } })
  const { host, host: { machine } } = row
  put(host, rootPath, sigstore.root)
  const release = `${home}/releases/v${version}`
  for (const name of ['byo-relay', 'byo-admin']) {
    put(host, `${release}/bin/${name}`, program({ version }, verbs), 0o755)
    await machine.must(['ln', '-sfT', `${home}/current/bin/${name}`, `/usr/local/bin/${name}`])
  }
  put(host, `${release}/web/index.html`, version)
  put(host, `${release}/web/config.json`, ownConfig)
  await machine.must(['ln', '-sfT', release, `${home}/current`])
  put(host, settingsFile, 'A=1\n', 0o600)
  put(host, unitPath, text)
  useShippedFile(row, 'wattcloud', { changes: [...rootLine, ...changes] })
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', unit])
  mkdirSync(join(row.scratch, 'dist'))
  return { row, forge, sigstore, dist: join(row.scratch, 'dist') }
}

/** `files`: besides, or instead of what is usual; null: without that one. */
export interface Wishes extends DaemonWishes { readonly by?: Partial<Run>; readonly slug?: string; readonly signed?: 'pair' | 'bundle'; readonly verbs?: Verbs; readonly files?: Readonly<Record<string, string | Buffer | null>> }

/** As their workflow makes it, for both processors. */
export async function release({ dist, sigstore }: Life, { by = {}, slug = 'x86_64-linux', signed = 'pair', verbs, files = {}, ...wishes }: Wishes): Promise<Posted> {
  const tag = `v${wishes.version}`
  const top = `wattcloud-${tag}-${slug}`
  const name = `${top}.tar.gz`
  const usual: Files = {
    'bin/byo-relay': program(wishes, verbs), 'bin/byo-admin': program(wishes, verbs), 'web/index.html': wishes.version, 'web/config.json': '{ "relay": "http://localhost:8080" }\n', 'web/assets/deep/app.js': `// ${wishes.version}\n`,
    'scripts/update.sh': '#!/bin/sh\n', 'scripts/lib/oauth-setup.sh': '', 'packaging/wattcloud.service': unitText(), '.env.example': 'A=\n', VERSION: `${tag}\n`,
  }
  const bytes = tarball(join(dist, name), top, Object.fromEntries(Object.entries({ ...usual, ...files }).flatMap(([path, content]) => (content === null ? [] : [[path, content]]))))
  const run: Run = { repository, tag, ...by }
  const pair = await pairBy(sigstore, run, bytes)
  const proof = signed === 'pair' ? { [`${name}.sig`]: pair.sig, [`${name}.cert`]: pair.cert } : { [`${name}.sigstore.json`]: await bundleBy(sigstore, run, bytes) }
  return { tag, prerelease: wishes.version.includes('-'), files: { [name]: bytes, ...proof, [`${name}.sha256`]: Buffer.from(`${'0'.repeat(64)}  dist/${name}\n`), 'CHECKSUMS.txt': Buffer.from('unused\n'), 'install.sh': Buffer.from('#!/bin/sh\n') } }
}

export function post({ forge }: Life, ...posted: readonly Posted[]): void {
  forge.posted = [...posted, ...forge.posted.filter((one) => !posted.some(({ tag }) => tag === one.tag))]
}

/** What runs and what lies there is wholly this version, but for what is this host's own. */
export async function runs({ row: { host: { machine } } }: Life, version: string, verbs?: Verbs): Promise<void> {
  assert.equal(await running(machine, app.port), version)
  for (const path of ['/usr/local/bin/byo-relay', '/usr/local/bin/byo-admin', `${home}/current/bin/byo-relay`]) await holds(machine, path, program({ version }, verbs))
  assert.equal(await machine.readFile(`${home}/current/web/index.html`), version)
  assert.equal(await machine.readFile(`${home}/current/web/config.json`), ownConfig)
}
