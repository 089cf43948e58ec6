/** A daemon as its operator runs it. */
export interface Daemon {
  /** Name of the app, of the unit, and of what is published. */
  readonly app: string
  /** Name of the executable in the release, and where it is run from. */
  readonly binary: string
  readonly publicPath: string
  readonly flags: readonly string[]
  /** More lines of `[Service]`. */
  readonly service: readonly string[]
  /** Answers 200 when the daemon is well. */
  readonly healthUrl: string
  /** Shows the running daemon's own version; the first group of the pattern is that version. */
  readonly versionUrl: string
  readonly versionPattern: RegExp
  readonly port: number
}

export function nodeExporter(): Daemon {
  const address = '127.0.0.1:9100'
  return {
    app: 'node-exporter',
    binary: 'node_exporter',
    publicPath: '/usr/local/bin/node_exporter',
    flags: [`--web.listen-address=${address}`],
    service: ['DynamicUser=yes'],
    healthUrl: `http://${address}/metrics`,
    versionUrl: `http://${address}/metrics`,
    versionPattern: /node_exporter_build_info\{.*version="([^"]+)"/,
    port: 9100,
  }
}

/**
 * The operator of this one quietens a package of etcd in its log: a flag that 3.4 knows and 3.5 has removed. So a real,
 * well-made release of 3.5 is ill on this host, as happened to people when it came out.
 */
export function etcd(): Daemon {
  const address = '127.0.0.1:2379'
  const [clients, peers] = [`http://${address}`, 'http://127.0.0.1:2380']
  const names = [`--listen-client-urls=${clients}`, `--advertise-client-urls=${clients}`, `--listen-peer-urls=${peers}`, `--initial-advertise-peer-urls=${peers}`, `--initial-cluster=default=${peers}`]
  return {
    app: 'etcd',
    binary: 'etcd',
    publicPath: '/usr/local/bin/etcd',
    flags: ['--data-dir=/var/lib/etcd', ...names, '--log-package-levels=etcdserver=WARNING'],
    service: ['Type=notify', 'DynamicUser=yes', 'StateDirectory=etcd'],
    healthUrl: `http://${address}/health`,
    versionUrl: `http://${address}/version`,
    versionPattern: /"etcdserver":"([^"]+)"/,
    port: 2379,
  }
}

/** The unit file that the operator wrote by hand when the daemon was installed. */
export function unitText(daemon: Daemon): string {
  return `[Unit]
Description=${daemon.app}

[Service]
ExecStart=${[daemon.publicPath, ...daemon.flags].join(' \\\n  ')}
${daemon.service.join('\n')}
Restart=on-failure
RestartSec=1

[Install]
WantedBy=multi-user.target
`
}

/** Where releases come from, whom to trust, how long to watch; `more` is appended as it is. */
export interface Releases { readonly url: string; readonly publicKey: string; readonly steady: string; readonly more: string }

/** `/etc/app-upgrade/<app>.toml`. */
export function appText(daemon: Daemon, { url, publicKey, steady, more }: Releases): string {
  return `[source]
kind = "url"
url  = "${url}"

[[trust]]
kind  = "minisign"
keys  = ["${publicKey}"]
signs = "SHA256SUMS"

[layout]
kind  = "links"
home  = "/opt/${daemon.app}"
files = { "${daemon.binary}" = "${daemon.publicPath}" }

[[unit]]
name = "${daemon.app}.service"

[[probe]]
kind = "http"
url  = "${daemon.healthUrl}"

[health]
deadline = "20s"
steady   = "${steady}"
${more}`
}

/** One more probe: the executable in use must say the version it was upgraded to. */
export function versionProbe(daemon: Daemon): string {
  return `
[[probe]]
kind    = "version"
command = ["{live}/${daemon.binary}", "--version"]
`
}
