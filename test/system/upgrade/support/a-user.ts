import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'

import { mustHave, type Ran } from '../../bed/command.ts'
import { acmed, type DaemonWishes } from './acmed.ts'
import { anApp, type App } from './an-app.ts'
import { signer } from './an-offer.ts'
import { type Host, put } from './an-operators-host.ts'

/** An ordinary user, whose services run without anybody being logged in (loginctl(1), linger). */
export interface User {
  readonly name: string
  readonly uid: number
  readonly home: string
  /** Runs a command as that user, with no more of an environment than a manager needs to be found by systemctl. */
  readonly exec: (...argv: readonly string[]) => Promise<Ran>
  readonly must: (...argv: readonly string[]) => Promise<string>
}

export async function aLingeringUser({ machine }: Host, name: string): Promise<User> {
  await machine.must(['useradd', '--create-home', '--shell', '/bin/sh', name])
  const uid = Number(await machine.must(['id', '-u', name]))
  const home = `/home/${name}`
  const as = (argv: readonly string[]): readonly string[] => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--init-groups', 'env', '-i', `HOME=${home}`, `XDG_RUNTIME_DIR=/run/user/${uid}`, 'PATH=/usr/local/bin:/usr/bin:/bin', ...argv]
  // From a unit: logind asks in which one of its control groups the caller is.
  mustHave(['loginctl'], await machine.run(['loginctl', 'enable-linger', name]))
  // Its manager is a service of the system: to start it is to wait for it.
  await machine.must(['systemctl', 'start', `user@${uid}.service`])
  return { name, uid, home, exec: async (...argv) => await machine.exec(as(argv)), must: async (...argv) => await machine.must(as(argv)) }
}

/** How the publisher vouches for a release: a signed list, or a list that nobody signed. */
export type Vouching = 'minisign' | 'checksums'

/** cmdop as its users have it (formats.md 4.2): one program without an archive around it, in the home, run by a unit of the user's own manager. */
export interface UsersApp {
  readonly app: App
  readonly user: User
  readonly publicPath: string
  readonly journals: string
  /** Lays one more release on the web server. */
  readonly offer: (wishes: DaemonWishes) => void
}
export interface Wanted { readonly layout: App['layout']; readonly vouching: Vouching; readonly site: string; readonly port: number }

export async function installAsUser(host: Host, user: User, wanted: Wanted): Promise<UsersApp> {
  const app = anApp({ name: 'cmdop', layout: wanted.layout })
  const publicPath = posix.join(user.home, '.local/bin/cmdop')
  put(host, publicPath, acmed({ version: '1.0.0' }), 0o755)
  put(host, posix.join(user.home, '.config/systemd/user/cmdop.service'), unitText(app))
  put(host, posix.join(user.home, '.config/app-upgrade/cmdop.toml'), appText(app, wanted))
  await host.machine.must(['chown', '-R', `${user.uid}:${user.uid}`, user.home])
  await user.must('systemctl', '--user', 'daemon-reload')
  await user.must('systemctl', '--user', 'enable', '--now', 'cmdop.service')
  return { app, user, publicPath, journals: posix.join(user.home, '.local/state/app-upgrade/cmdop/journals'), offer: (wishes) => offer(wanted, wishes) }
}

/** One directory for each tag, as code hosts have it; no name in it says which version it is. */
function offer({ site, vouching }: Wanted, wishes: DaemonWishes): void {
  const [directory, program] = [join(site, `v${wishes.version}`), Buffer.from(acmed(wishes))]
  const list = Buffer.from(`${createHash('sha256').update(program).digest('hex')}  cmdop-linux-x64\n`)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'cmdop-linux-x64'), program)
  writeFileSync(join(directory, 'SHA256SUMS'), list)
  if (vouching === 'minisign') writeFileSync(join(directory, 'SHA256SUMS.minisig'), signer.sign(list))
}

const trustText: Readonly<Record<Vouching, string>> = {
  minisign: `kind    = "minisign"\nkeys    = ["${signer.keyLine}"]\nsigns   = "SHA256SUMS"\nversion = "unsigned"`,
  checksums: 'kind     = "checksums"\nunsigned = "accepted"\nlist     = "SHA256SUMS"',
}

const unitText = ({ port }: App): string => `[Service]
Type=notify
ExecStart=%h/.local/bin/cmdop ${port}
Restart=on-failure
RestartSec=100ms
[Install]
WantedBy=default.target
`

const appText = (app: App, { vouching, port }: Wanted): string => `[source]
kind = "url"
url  = "http://127.0.0.1:${port}/{tag}/cmdop-linux-{arch}"

[[trust]]
${trustText[vouching]}

[layout]
kind  = "${app.layout}"
files = { "cmdop" = "~/.local/bin/cmdop" }

[[probe]]
kind          = "http"
url           = "http://127.0.0.1:${app.port}/version"
body_contains = "{version}"
interval      = "200ms"

[[probe]]
kind     = "version"
command  = ["{path:cmdop}", "--version"]
interval = "1s"

[[probe]]
kind            = "journal"
must_not_appear = ["listen_adress"]

[health]
deadline = "30s"
steady   = "1s"

[rollback]
deadline = "2min"

[limits]
restart = "1min"

[[tell]]
kind    = "command"
command = ["/usr/bin/logger", "-t", "cmdop-ops"]
`
