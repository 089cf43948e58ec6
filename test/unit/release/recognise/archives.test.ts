import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archives } from '../../../../src/drivers/archives/table.ts'
import type { Architecture } from '../../../../src/release/platform.ts'
import { archivesFor, type Candidate } from '../../../../src/release/recognise/archives.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { realReleases } from './real-releases.ts'

const endings = archives.flatMap((driver) => driver.endings)
const candidates = (of: keyof typeof realReleases, architecture: Architecture): readonly Candidate[] => archivesFor({ ...realReleases[of], version: parseVersion(realReleases[of].version), architecture }, endings)

const expected: readonly (readonly [keyof typeof realReleases, string | null, string | null, string?])[] = [
  ['jaco', 'jaco-v0.2.0-linux-amd64.tar.gz', 'jaco-v0.2.0-linux-arm64.tar.gz', 'jaco-{tag}-linux-{arch}.tar.gz'],
  ['wattcloud', 'wattcloud-v1.2.3-x86_64-linux.tar.gz', 'wattcloud-v1.2.3-aarch64-linux.tar.gz', 'wattcloud-{tag}-{arch}-linux.tar.gz'],
  ['cmdop', 'cmdop-linux-x64', 'cmdop-linux-arm64', 'cmdop-linux-{arch}'],
  ['banger', 'banger-v0.1.4-linux-amd64.tar.gz', null, 'banger-{tag}-linux-{arch}.tar.gz'],
  ['choria', 'choria-linux-amd64-0.7.0.bz2', null, 'choria-linux-{arch}-{version}.bz2'],
  ['caddy', 'caddy_2.8.4_linux_amd64.tar.gz', 'caddy_2.8.4_linux_arm64.tar.gz', 'caddy_{version}_linux_{arch}.tar.gz'],
  ['prometheus', 'prometheus-3.0.1.linux-amd64.tar.gz', 'prometheus-3.0.1.linux-arm64.tar.gz', 'prometheus-{version}.linux-{arch}.tar.gz'],
  ['nodeExporter', 'node_exporter-1.8.2.linux-amd64.tar.gz', 'node_exporter-1.8.2.linux-arm64.tar.gz', 'node_exporter-{version}.linux-{arch}.tar.gz'],
  ['traefik', 'traefik_v3.2.1_linux_amd64.tar.gz', 'traefik_v3.2.1_linux_arm64.tar.gz', 'traefik_{tag}_linux_{arch}.tar.gz'],
  ['gitea', 'gitea-1.22.3-linux-amd64.xz', 'gitea-1.22.3-linux-arm64.xz', 'gitea-{version}-linux-{arch}.xz'],
  ['vector', 'vector-0.42.0-x86_64-unknown-linux-musl.tar.gz', 'vector-0.42.0-aarch64-unknown-linux-musl.tar.gz', 'vector-{version}-{arch}-unknown-linux-musl.tar.gz'],
  ['ripgrep', 'ripgrep-14.1.1-x86_64-unknown-linux-musl.tar.gz', 'ripgrep-14.1.1-aarch64-unknown-linux-gnu.tar.gz', 'ripgrep-{version}-{arch}-unknown-linux-musl.tar.gz'],
  ['k3s', 'k3s', 'k3s-arm64', 'k3s'],
  ['syncthing', 'syncthing-linux-amd64-v1.28.0.tar.gz', 'syncthing-linux-arm64-v1.28.0.tar.gz', 'syncthing-linux-{arch}-{tag}.tar.gz'],
]
for (const [of, amd64, arm64, template] of expected)
  test(`J20 ${of}: what a machine with each processor would take`, () => {
    assert.deepEqual([candidates(of, 'amd64')[0]?.name ?? null, candidates(of, 'arm64')[0]?.name ?? null, candidates(of, 'amd64')[0]?.template], [amd64, arm64, template])
  })

test('a name that says no processor counts only where no other says ours, and is told apart', () => {
  assert.deepEqual(candidates('k3s', 'amd64').map(({ name, processor }) => [name, processor]), [['k3s', 'assumed']])
  assert.deepEqual(candidates('k3s', 'arm64').map(({ processor }) => processor), ['named'])
})

test('both C libraries are offered, the static one first', () => {
  assert.deepEqual(candidates('vector', 'amd64').map(({ name }) => name), ['vector-0.42.0-x86_64-unknown-linux-musl.tar.gz', 'vector-0.42.0-x86_64-unknown-linux-gnu.tar.gz'])
})

test('nothing of another system, no package, no source, no text', () => {
  const release = { version: parseVersion('1.0.0'), architecture: 'amd64', app: 'acme' } as const
  const others = ['acme-1.0.0-darwin-amd64', 'acme_1.0.0_amd64.deb', 'acme-src-1.0.0.tar.gz', 'acme-1.0.0-linux-amd64.json.gz', 'README.md', 'install.sh', 'acme-1.0.0-linux-amd64.AppImage', 'acme-1.0.0-linux-amd64v3.tar.gz', 'acme-1.0.0-linux-amd64-arm64.tar.gz', 'acme-{x}-linux-amd64']
  assert.deepEqual(archivesFor({ ...release, names: others }, endings), [])
})
