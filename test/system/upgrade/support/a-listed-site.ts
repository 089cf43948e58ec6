import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { formatManifest, plainRelease, type Manifest, type ManifestRelease } from '../../../../src/formats/manifest/manifest.ts'
import { aRelease, type SignedRelease } from '../../../support/a-release.ts'
import { acmed, type DaemonWishes } from './acmed.ts'
import type { App } from './an-app.ts'
import { signer } from './an-offer.ts'

/** One release as its publisher lists it. `daemon`: another program than the honest one of this version. */
export interface Listing extends Partial<Pick<ManifestRelease, 'yanked' | 'rolloutPercent' | 'rolloutSeed' | 'stopOver'>> { readonly version: string; readonly daemon?: DaemonWishes }

/** The `[source]` of an app whose publisher keeps a manifest on the machine's own web server. */
export const listedSource = ({ name }: App, port: number): string =>
  `[source]\nkind = "manifest"\nurl = "http://127.0.0.1:${port}/${name}/manifest.json"\nartifact = "${name}-{tag}-linux-{arch}.tar.gz"\n`

/** Publishes exactly these releases of the app below a site: the archives, their signed lists, and a manifest of them all. */
export function publishListed(app: App, site: string, releases: readonly Listing[], more: Partial<Manifest> = {}): void {
  const listed = releases.map(({ daemon, ...one }) => ({ ...plainRelease, ...one, ...filesOf(app, site, { version: one.version, daemon: daemon ?? { version: one.version } }) }))
  put(join(site, app.name, 'manifest.json'), formatManifest({ product: app.name, latestStable: null, channels: {}, expiresAtMs: null, minimumHelper: null, ...more, releases: listed }))
}

function filesOf(app: App, site: string, { version, daemon }: { readonly version: string; readonly daemon: DaemonWishes }): Pick<ManifestRelease, 'artifacts' | 'sidecars'> {
  const { artifact, served }: SignedRelease = aRelease({ app: app.name, version, members: { acmed: acmed(daemon) }, shape: 'flat', signer })
  const files = [...served].map(([name, bytes]) => {
    put(join(site, app.name, version, name), bytes)
    return { name, url: `${version}/${name}`, sizeBytes: bytes.length, sha256: null }
  })
  return { artifacts: files.filter(({ name }) => name === artifact).map((file) => ({ ...file, os: 'linux', arch: 'x86_64' })), sidecars: files.filter(({ name }) => name !== artifact) }
}

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
