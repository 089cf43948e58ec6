import type { TestContext } from 'node:test'
import { formatManifest, plainRelease, type Manifest, type ManifestRelease } from '../../src/formats/manifest/manifest.ts'
import { aServer, serving, type TestServer } from './hostile-server.ts'

export const plainManifest: Manifest = { product: null, latestStable: null, channels: {}, expiresAtMs: null, minimumHelper: null, releases: [] }

/** A release with one archive for each of these machines, below the manifest. */
export function listed(version: string, more: Partial<ManifestRelease> = {}, machines: readonly string[] = ['amd64', 'arm64']): ManifestRelease {
  return {
    ...plainRelease, version,
    artifacts: machines.map((arch) => ({ ...fileAt(`${version}/jaco-${version}-linux-${arch}.tar.gz`), os: 'linux', arch })),
    sidecars: [fileAt(`${version}/SHA256SUMS`)],
    ...more,
  }
}
export const fileAt = (url: string): ManifestRelease['sidecars'][number] => ({ name: url.split('/').at(-1) ?? '', url, sizeBytes: null, sha256: null })

/** Serves `/dl/manifest.json` with an ETag, and whatever else lies below `/dl`, by its path. */
export interface ManifestServer extends TestServer { readonly url: string; text: string; readonly files: Map<string, Buffer>; readonly statuses: number[] }

export async function aManifestServer(t: TestContext, manifest: Partial<Manifest> | string): Promise<ManifestServer> {
  const server = await aServer(t, (request, response) => {
    response.once('finish', () => made.statuses.push(response.statusCode))
    const path = (request.url ?? '').replace(/^\/dl\//, '').split('?', 1)[0] ?? ''
    const etag = `"${Buffer.from(made.text).toString('base64url').slice(-200)}"`
    if (path === 'manifest.json' && request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end()
    const bytes = path === 'manifest.json' ? Buffer.from(made.text) : made.files.get(path)
    serving(new Map(bytes === undefined ? [] : [[path.split('/').at(-1) ?? '', bytes]]), { etag: () => (path === 'manifest.json' ? etag : `"${bytes?.toString('hex').slice(-60)}"`) })(request, response)
  })
  const made: ManifestServer = { ...server, url: `${server.origin}/dl/manifest.json`, text: typeof manifest === 'string' ? manifest : formatManifest({ ...plainManifest, ...manifest }), files: new Map(), statuses: [] }
  return made
}
