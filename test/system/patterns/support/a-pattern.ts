import type { App } from '../../upgrade/support/an-app.ts'
import { anApp, homeOf, offersOf, publicPathOf, unitOf } from '../../upgrade/support/an-app.ts'
import type { Habits } from './patternd.ts'

/** One row of failures.md 3(g): how a daemon behaves after its restart, and the outcome that an upgrade to it must have. */
export interface Pattern {
  /** Its number, a space, and what happens. The number is the app's name: `g25-hangs a health that never answers`. */
  readonly name: string
  /** Of version 1.0.0, which runs before · of version 2.0.0. */
  readonly old?: Omit<Habits, 'version'>
  readonly habits?: Omit<Habits, 'version'>
  /** Version 2.0.0, when it is something else altogether. */
  readonly program?: string | Buffer
  /** The unit: lines of [Service] and of [Unit], what its program is told after the port, and other unit files by name. */
  readonly service?: readonly string[]
  readonly unit?: readonly string[]
  readonly words?: string
  readonly others?: Readonly<Record<string, string>>
  /** Not started before the upgrade · started are these instead of the unit. */
  readonly begins?: 'stopped' | readonly string[]
  readonly restart?: 'restart' | 'reload-or-restart'
  readonly restartLimit?: string
  /** The app file's probes; `naive` asks the file on disk for its version and nothing else, as the tools of formats.md do. Without a version probe the first release is one without a known version. */
  readonly probes?: keyof typeof probesOf
  readonly health?: string
  /** Between the start of 1.0.0 and the upgrade: a command of the operator. */
  readonly meanwhile?: readonly string[]
  readonly wanted: Wanted
}

export interface Wanted {
  readonly exit: 0 | 40 | 41 | 42 | 65
  /** What the operator reads in the system journal of the run, and, of a transaction, in its history. */
  readonly says: RegExp
  /** Which version the unit's main process is afterwards; null: none runs. */
  readonly runs: '1.0.0' | '2.0.0' | null
  /** Its unit fails later, when nobody watches any more: what `status` says then. */
  readonly later?: 'failed'
  /** At least so long it was away. */
  readonly downtimeMsMin?: number
}

export const appOf = ({ name }: Pattern, index: number): App => anApp({ name: name.split(' ')[0] ?? name, port: 7100 + index })

/** As the operator wrote it by hand. */
export function unitText(app: App, { service = ['Type=notify'], unit = [], words = '' }: Pattern): string {
  return ['[Unit]', `Description=${app.name}`, ...unit, '[Service]', `ExecStart=${publicPathOf(app)} ${app.port} ${words}`, ...service, ''].map((line) => filled(line, app)).join('\n')
}

/** In texts of a pattern: what only the app knows. */
export function filled(text: string, app: App): string {
  return text.replaceAll('{port}', String(app.port)).replaceAll('{unit}', unitOf(app)).replaceAll('{app}', app.name).replaceAll('{path}', publicPathOf(app))
}

const version = '[[probe]]\nkind = "version"\ncommand = ["{path:acmed}", "--version"]\ninterval = "500ms"\n'
/** Its time limit is none that a busy machine reaches: whose words count, those of the daemon or those of the limit, is no question of who was first. */
const http = ({ port }: App, more: string, timeout = '30s'): string => `[[probe]]\nkind = "http"\nurl = "http://127.0.0.1:${port}/health"\ninterval = "200ms"\ntimeout = "${timeout}"\n${more}\n`
const whoAndHow = 'body_json = { status = "ok", version = "{version}" }'

const probesOf = {
  none: () => '',
  naive: () => version,
  identity: (app: App) => `${http(app, whoAndHow)}${version}`,
  'identity-only': (app: App) => http(app, whoAndHow),
  'identity-soon': (app: App) => `${http(app, whoAndHow, '1s')}${version}`,
  status: (app: App) => http(app, ''),
} as const satisfies Record<string, (app: App) => string>

/** Before the first upgrade: by its binary's own word, or a label of ours where nobody asks for that. */
export const firstVersion = ({ probes = 'identity' }: Pattern): RegExp => (probesOf[probes](anApp({ name: 'x' })).includes('--version') ? /^1\.0\.0$/ : /^adopted-[0-9a-f]{12}$/)

/** Every pattern waits for the steady time at least once. What is ill shows it soon; whoever is well, or on its way back, may take its time. */
const healthOf = ({ health, wanted: { exit } }: Pattern): string => health ?? `deadline = "${exit === 0 ? '1min' : '5s'}"\nsteady = "1s"${exit === 41 ? patientBack : ''}`
export const patientBack = '\n\n[rollback]\ndeadline = "1min"\nsteady = "1s"'

export function appText(app: App, pattern: Pattern, keyLine: string): string {
  return `[source]
kind     = "directory"
path     = "${offersOf(app)}"
artifact = "${app.name}-{tag}-linux-{arch}.tar.gz"

[[trust]]
kind  = "minisign"
keys  = ["${keyLine}"]
signs = "SHA256SUMS"

[layout]
home  = "${homeOf(app)}"
files = { acmed = "${publicPathOf(app)}" }

[[unit]]
name    = "${unitOf(app)}"
restart = "${pattern.restart ?? 'restart'}"

${probesOf[pattern.probes ?? 'identity'](app)}
[health]
${healthOf(pattern)}

[limits]
restart = "${pattern.restartLimit ?? '1min'}"
`
}
