import { cpSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { aSecretKeyFile } from '../../../support/a-minisign-secret-key.ts'
import { aRelease } from '../../../support/a-release.ts'
import { acmed, type DaemonWishes } from './acmed.ts'
import { type App, appText, configOf } from './an-app.ts'
import { signer } from './an-offer.ts'
import { type Host, installAllByHand, put } from './an-operators-host.ts'

/** One app on one machine, and what lies in its inbox. */
export interface Stage { readonly host: Host; readonly app: App }
export const stateOf = ({ name }: App): string => `/var/lib/app-upgrade/${name}`
export const inside = ({ host }: Stage, path: string): string => join(host.machine.root, path)

/** A source that nobody answers at: whatever works without it works on a host without a network. */
export const nowhere = `[source]
kind     = "manifest"
url      = "https://192.0.2.1/manifest.json"
product  = "acme"
`
export const gates = (name: string): string => `
[[gate]]
kind    = "exec"
command = ["/usr/local/lib/${name}-idle", "{from}", "{version}"]
again   = "1min"
give_up = "1h"

[[gate]]
kind = "unit-property"
unit = "report.service"
busy = ["active"]
overridable = false
`

export async function furnish(host: Host, apps: readonly App[]): Promise<void> {
  await installAllByHand(host, apps)
  for (const app of apps) put(host, configOf(app), appText(app, signer.keyLine, { source: nowhere.replace('"acme"', `"${app.name}"`), more: app.name === 'busy' ? gates(app.name) : '' }))
  put(host, '/root/minisign.key', aSecretKeyFile(null, 17).file(), 0o600)
  put(host, '/etc/systemd/system/report.service', '[Service]\nExecStart=/bin/sleep infinity\n')
  await host.machine.must(['systemctl', 'daemon-reload'])
}

/** The archive, packed by the publisher; then list and signature, by our own publisher's side, into a directory of their own. */
export async function publish({ host, app }: Stage, wishes: DaemonWishes): Promise<string> {
  const { artifact, bytes } = aRelease({ app: app.name, version: wishes.version, members: { acmed: acmed(wishes) }, signer })
  const [from, to] = [`/srv/made/${artifact}`, `/srv/carried/${app.name}-${wishes.version}`]
  put(host, from, bytes)
  await host.machine.must(['app-upgrade', 'publish', 'release', from, '--version', `v${wishes.version}`, '--key', '/root/minisign.key', '--out', to])
  return to
}

/** As the manual page says: under another name first. */
export function drop(stage: Stage, from: string, name: string): void {
  const inbox = inside(stage, `${stateOf(stage.app)}/inbox`)
  cpSync(inside(stage, from), join(inbox, `${name}.tmp`), { recursive: true })
  renameSync(join(inbox, `${name}.tmp`), join(inbox, name))
}

export const lying = (stage: Stage, where: 'inbox' | 'done' | 'refused'): readonly string[] => readdirSync(inside(stage, `${stateOf(stage.app)}/${where}`)).toSorted()
export const reason = (stage: Stage, name: string): string => readFileSync(inside(stage, `${stateOf(stage.app)}/refused/${name}.reason`), 'utf8')
