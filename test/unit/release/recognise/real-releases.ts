/** Names of files as well-known publishers list them, shortened where they only repeat themselves for other processors. */
export interface RealRelease { readonly version: string; readonly app: string; readonly names: readonly string[] }

const forEach = (endings: readonly string[], ...names: readonly string[]): readonly string[] => names.flatMap((name) => endings.map((ending) => name + ending))

export const realReleases = {
  jaco: {
    version: '0.2.0', app: 'jaco',
    names: ['jaco-v0.2.0-linux-amd64.tar.gz', 'jaco-v0.2.0-linux-arm64.tar.gz', 'jaco_0.2.0_amd64.deb', 'jaco_0.2.0_arm64.deb', 'jaco-0.2.0-1.x86_64.rpm', 'jaco-0.2.0-1.aarch64.rpm', 'jaco_0.2.0_x86_64.apk', 'jaco_0.2.0_aarch64.apk', 'SHA256SUMS', 'SHA256SUMS.minisig'],
  },
  wattcloud: {
    version: '1.2.3', app: 'wattcloud',
    names: [...forEach(['', '.sig', '.cert', '.sha256'], 'wattcloud-v1.2.3-x86_64-linux.tar.gz', 'wattcloud-v1.2.3-aarch64-linux.tar.gz'), ...forEach(['', '.sig', '.cert'], 'install.sh', 'CHECKSUMS.txt')],
  },
  cmdop: { version: '1.1.148', app: 'cmdop', names: ['cmdop-linux-x64', 'cmdop-linux-arm64', 'cmdop-macos-intel', 'cmdop-macos-silicon', 'cmdop-windows-x64.exe', 'SHA256SUMS'] },
  banger: { version: '0.1.4', app: 'banger', names: ['banger-v0.1.4-linux-amd64.tar.gz', 'SHA256SUMS', 'SHA256SUMS.sig'] },
  choria: { version: '0.7.0', app: 'choria', names: ['choria-linux-amd64-0.7.0.bz2', 'release.json'] },
  caddy: {
    version: '2.8.4', app: 'caddy',
    names: [
      ...forEach(['', '.pem', '.sig'], 'caddy_2.8.4_buildable-artifact.tar.gz', 'caddy_2.8.4_checksums.txt', 'caddy_2.8.4_linux_amd64.tar.gz', 'caddy_2.8.4_linux_arm64.tar.gz', 'caddy_2.8.4_linux_armv7.tar.gz', 'caddy_2.8.4_linux_s390x.tar.gz', 'caddy_2.8.4_mac_amd64.tar.gz', 'caddy_2.8.4_windows_amd64.zip', 'caddy_2.8.4_freebsd_amd64.tar.gz', 'caddy_2.8.4_linux_amd64.deb'),
      ...forEach(['', '.pem', '.sig'], 'caddy_2.8.4_linux_amd64.sbom', 'caddy_2.8.4_src.tar.gz'),
    ],
  },
  prometheus: {
    version: '3.0.1', app: 'prometheus',
    names: ['prometheus-3.0.1.darwin-amd64.tar.gz', 'prometheus-3.0.1.linux-386.tar.gz', 'prometheus-3.0.1.linux-amd64.tar.gz', 'prometheus-3.0.1.linux-arm64.tar.gz', 'prometheus-3.0.1.linux-armv7.tar.gz', 'prometheus-3.0.1.linux-ppc64le.tar.gz', 'prometheus-3.0.1.windows-amd64.zip', 'prometheus-web-ui-3.0.1.tar.gz', 'sha256sums.txt'],
  },
  nodeExporter: { version: '1.8.2', app: 'node_exporter', names: ['node_exporter-1.8.2.linux-386.tar.gz', 'node_exporter-1.8.2.linux-amd64.tar.gz', 'node_exporter-1.8.2.linux-arm64.tar.gz', 'node_exporter-1.8.2.linux-mips64le.tar.gz', 'node_exporter-1.8.2.darwin-arm64.tar.gz', 'sha256sums.txt'] },
  traefik: { version: '3.2.1', app: 'traefik', names: ['traefik-v3.2.1.src.tar.gz', 'traefik_v3.2.1_checksums.txt', 'traefik_v3.2.1_darwin_amd64.tar.gz', 'traefik_v3.2.1_linux_amd64.tar.gz', 'traefik_v3.2.1_linux_arm64.tar.gz', 'traefik_v3.2.1_linux_armv6.tar.gz', 'traefik_v3.2.1_openbsd_amd64.tar.gz', 'traefik_v3.2.1_windows_amd64.zip'] },
  gitea: {
    version: '1.22.3', app: 'gitea',
    names: [...forEach(['', '.asc', '.sha256'], 'gitea-1.22.3-linux-amd64', 'gitea-1.22.3-linux-amd64.xz', 'gitea-1.22.3-linux-arm64', 'gitea-1.22.3-linux-arm64.xz', 'gitea-1.22.3-linux-arm-6', 'gitea-1.22.3-linux-386', 'gitea-1.22.3-darwin-10.12-amd64', 'gitea-1.22.3-windows-4.0-amd64.exe', 'gitea-1.22.3-gogit-windows-4.0-amd64.exe', 'gitea-src-1.22.3.tar.gz', 'gitea-docs-1.22.3.tar.gz')],
  },
  vector: {
    version: '0.42.0', app: 'vector',
    names: ['vector-0.42.0-1.aarch64.rpm', 'vector-0.42.0-1.x86_64.rpm', 'vector-0.42.0-aarch64-unknown-linux-gnu.tar.gz', 'vector-0.42.0-aarch64-unknown-linux-musl.tar.gz', 'vector-0.42.0-armv7-unknown-linux-gnueabihf.tar.gz', 'vector-0.42.0-x86_64-apple-darwin.tar.gz', 'vector-0.42.0-x86_64-pc-windows-msvc.zip', 'vector-0.42.0-x86_64-unknown-linux-gnu.tar.gz', 'vector-0.42.0-x86_64-unknown-linux-musl.tar.gz', 'vector-0.42.0-SHA256SUMS', 'vector_0.42.0-1_amd64.deb', 'vector-x64.msi'],
  },
  ripgrep: {
    version: '14.1.1', app: 'ripgrep',
    names: forEach(['', '.sha256'], 'ripgrep-14.1.1-aarch64-apple-darwin.tar.gz', 'ripgrep-14.1.1-aarch64-unknown-linux-gnu.tar.gz', 'ripgrep-14.1.1-armv7-unknown-linux-gnueabihf.tar.gz', 'ripgrep-14.1.1-i686-pc-windows-msvc.zip', 'ripgrep-14.1.1-x86_64-pc-windows-gnu.zip', 'ripgrep-14.1.1-x86_64-unknown-linux-musl.tar.gz', 'ripgrep_14.1.1-1_amd64.deb'),
  },
  k3s: {
    version: '1.31.2+k3s1', app: 'k3s',
    names: ['k3s', 'k3s-arm64', 'k3s-armhf', 'k3s-airgap-images-amd64.tar', 'k3s-airgap-images-amd64.tar.gz', 'k3s-airgap-images-amd64.tar.zst', 'k3s-airgap-images-arm64.tar.zst', 'k3s-images.txt', 'sha256sum-amd64.txt', 'sha256sum-arm64.txt', 'sha256sum-arm.txt'],
  },
  syncthing: {
    version: '1.28.0', app: 'syncthing',
    names: ['syncthing-freebsd-amd64-v1.28.0.tar.gz', 'syncthing-linux-386-v1.28.0.tar.gz', 'syncthing-linux-amd64-v1.28.0.tar.gz', 'syncthing-linux-arm64-v1.28.0.tar.gz', 'syncthing-linux-arm-v1.28.0.tar.gz', 'syncthing-macos-universal-v1.28.0.zip', 'syncthing-source-v1.28.0.tar.gz', 'syncthing-source-v1.28.0.tar.gz.asc', 'syncthing-windows-amd64-v1.28.0.zip', 'sha1sum.txt.asc', 'sha256sum.txt.asc'],
  },
} as const satisfies Record<string, RealRelease>
