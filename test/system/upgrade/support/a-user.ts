import { join, posix } from 'node:path'

import { mustHave, type Ran } from '../../bed/command.ts'
import { acmed } from './acmed.ts'
import { anApp, type App } from './an-app.ts'
import { anOffer, type Offer, signer } from './an-offer.ts'
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

/** cmdop as its users have it: one program in the home, run by a unit of the user's own manager. */
export interface UsersApp { readonly app: App; readonly user: User; readonly publicPath: string; readonly offer: Offer; readonly journals: string }

export async function installAsUser(host: Host, user: User, { layout }: { readonly layout: App['layout'] }): Promise<UsersApp> {
  const app = anApp({ name: 'cmdop', layout, port: 7000 + user.uid - 1000 })
  const publicPath = posix.join(user.home, '.local/bin/cmdop')
  const releases = posix.join(user.home, 'releases')
  put(host, publicPath, acmed({ version: '1.0.0' }), 0o755)
  put(host, posix.join(user.home, '.config/systemd/user/cmdop.service'), unitText(app))
  put(host, posix.join(user.home, '.config/app-upgrade/cmdop.toml'), appText(app, releases))
  const offer = anOffer(app, join(host.machine.root, releases))
  await host.machine.must(['chown', '-R', `${user.uid}:${user.uid}`, user.home])
  await user.must('systemctl', '--user', 'daemon-reload')
  await user.must('systemctl', '--user', 'enable', '--now', 'cmdop.service')
  return { app, user, publicPath, offer, journals: posix.join(user.home, '.local/state/app-upgrade/cmdop/journals') }
}

const unitText = ({ port }: App): string => `[Service]
Type=notify
ExecStart=%h/.local/bin/cmdop ${port}
Restart=on-failure
RestartSec=100ms
[Install]
WantedBy=default.target
`

const appText = (app: App, releases: string): string => `[source]
kind     = "directory"
path     = "${releases}"
artifact = "cmdop-{tag}-linux-{arch}.tar.gz"

[[trust]]
kind  = "minisign"
keys  = ["${signer.keyLine}"]
signs = "SHA256SUMS"

[layout]
kind  = "${app.layout}"
files = { "acmed" = "~/.local/bin/cmdop" }

[[probe]]
kind          = "http"
url           = "http://127.0.0.1:${app.port}/version"
body_contains = "{version}"
interval      = "200ms"

[[probe]]
kind     = "version"
command  = ["{path:acmed}", "--version"]
interval = "1s"

[[probe]]
kind            = "journal"
must_not_appear = ["listen_adress"]

[health]
deadline = "20s"
steady   = "1s"

[limits]
restart = "5s"
`
