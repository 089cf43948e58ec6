/** One app of an operator: a daemon called `<name>d` on a port of its own, and the client `<name>` beside it when there are two files. */
export interface App {
  readonly name: string
  readonly layout: 'links' | 'in-place'
  readonly port: number
  readonly files: readonly ('acmed' | 'acme')[]
}
export interface AppWishes extends Partial<Omit<App, 'name'>> { readonly name: string }

export function anApp({ name, layout = 'links', port = 7000, files = ['acmed'] }: AppWishes): App {
  return { name, layout, port, files }
}

export const unitOf = ({ name }: App): string => `${name}.service`
export const homeOf = ({ name }: App): string => `/opt/${name}`
/** Where people and units find a file of the release. */
export const publicPathOf = ({ name }: App, file: App['files'][number] = 'acmed'): string => `/usr/local/bin/${name}${file === 'acmed' ? 'd' : ''}`
export const offersOf = ({ name }: App): string => `/srv/releases/${name}`
export const configOf = ({ name }: App): string => `/etc/app-upgrade/${name}.toml`
export const journalsOf = ({ name }: App): string => `/var/lib/app-upgrade/${name}/journals`

/** As the operator wrote it by hand when the daemon was installed. */
export function unitText(app: App): string {
  return `[Unit]
Description=${app.name}

[Service]
Type=notify
ExecStart=${publicPathOf(app)} ${app.port}
Restart=on-failure
RestartSec=100ms

[Install]
WantedBy=multi-user.target
`
}

/** Parts of the app file that a case wants otherwise. Each replaces a section as a whole. */
export interface AppText { readonly source?: string; readonly health?: string; readonly more?: string }

/** What a case waits for is short. What only a busy machine comes near to is long: a well version that takes its time, and the way back to one. */
const health = `[health]
deadline = "15s"
steady   = "1s"
[rollback]
deadline = "2min"
`

/** `/etc/app-upgrade/<name>.toml`: every case waits for the steady time at least once. */
export function appText(app: App, keyLine: string, wishes: AppText = {}): string {
  const source = `[source]
kind     = "directory"
path     = "${offersOf(app)}"
artifact = "${app.name}-{tag}-linux-{arch}.tar.gz"
`
  return `${wishes.source ?? source}
[[trust]]
kind  = "minisign"
keys  = ["${keyLine}"]
signs = "SHA256SUMS"

[layout]
${app.layout === 'links' ? `kind  = "links"\nhome  = "${homeOf(app)}"` : 'kind  = "in-place"'}
files = { ${app.files.map((file) => `"${file}" = "${publicPathOf(app, file)}"`).join(', ')} }

[[unit]]
name = "${unitOf(app)}"

[[probe]]
kind          = "http"
url           = "http://127.0.0.1:${app.port}/version"
body_contains = "{version}"
interval      = "200ms"

[[probe]]
kind     = "version"
command  = ["{path:acmed}", "--version"]
interval = "1s"

${wishes.health ?? health}
[limits]
restart = "1min"
${wishes.more ?? ''}`
}
