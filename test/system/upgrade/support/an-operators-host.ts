import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { makePackage } from '../../../../packaging/package/make-package.ts'
import { aSignedAptRepository } from '../../bed/apt-repository.ts'
import { aMachine, type Machine } from '../../bed/machine.ts'
import type { Suite } from '../../bed/root.ts'
import { acme, acmed } from './acmed.ts'
import { type App, type AppText, appText, configOf, offersOf, publicPathOf, unitOf, unitText } from './an-app.ts'
import { anOffer, type Offer, signer } from './an-offer.ts'

/** A machine on which `apt install app-upgrade` was done. */
export interface Host { readonly machine: Machine; readonly suite: Suite; [Symbol.asyncDispose](): Promise<void> }

export async function anOperatorsHost({ suite, packages = [] }: { readonly suite: Suite; readonly packages?: readonly string[] }): Promise<Host> {
  const repository = await aSignedAptRepository([await makePackage({ format: 'deb', arch: 'x64', compression: 'fast' })])
  const machine = await aMachine({ suite, packages, binds: repository.binds, fullCapabilities: true })
  await repository.use(machine)
  await machine.must(['apt-get', 'install', '-y', 'app-upgrade'], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  return {
    machine,
    suite,
    async [Symbol.asyncDispose]() {
      await machine.remove()
      repository.remove()
    },
  }
}

/** An app as an operator has it before the first upgrade, and the directory in which its publisher's releases are laid down. */
export interface Installed { readonly app: App; readonly offer: Offer }

/** `dataSchema`: of the data of version 1.0.0, where it has any. */
interface ByHand { readonly start?: 'no'; readonly dataSchema?: number }

/** Copies version 1.0.0 to its place, writes a unit and an app file, and starts the daemon; `start: 'no'` leaves it stopped. */
export async function installByHand(host: Host, app: App, wishes: AppText & ByHand = {}): Promise<Installed> {
  const [installed] = await installAllByHand(host, [app], wishes)
  if (installed === undefined) throw new Error('nothing was installed')
  return installed
}

/** The same for many at once: one reload, one start job. */
export async function installAllByHand(host: Host, apps: readonly App[], wishes: AppText & ByHand = {}): Promise<readonly Installed[]> {
  for (const app of apps) {
    put(host, publicPathOf(app), acmed({ version: '1.0.0', ...(wishes.dataSchema === undefined ? {} : { dataSchema: wishes.dataSchema }) }), 0o755)
    if (app.files.includes('acme')) put(host, publicPathOf(app, 'acme'), acme('1.0.0'), 0o755)
    put(host, `/etc/systemd/system/${unitOf(app)}`, unitText(app))
    put(host, configOf(app), appText(app, signer.keyLine, wishes))
    wantAtBoot(host, app)
  }
  await host.machine.must(['systemctl', 'daemon-reload'])
  if (wishes.start !== 'no') await host.machine.must(['systemctl', 'start', ...apps.map(unitOf)])
  return apps.map((app) => ({ app, offer: anOffer(app, join(host.machine.root, offersOf(app))) }))
}

/** Writes into the machine from outside: its root is a mount of this kernel, so there is one truth about it, and no process is needed. */
export function put({ machine }: Pick<Host, 'machine'>, path: string, content: string | Buffer, mode = 0o644): void {
  const outside = join(machine.root, path)
  mkdirSync(dirname(outside), { recursive: true })
  writeFileSync(outside, content)
  chmodSync(outside, mode)
}

/** What `systemctl enable` does, without a process. */
function wantAtBoot({ machine }: Host, app: App): void {
  const wants = join(machine.root, '/etc/systemd/system/multi-user.target.wants')
  mkdirSync(wants, { recursive: true })
  symlinkSync(`/etc/systemd/system/${unitOf(app)}`, join(wants, unitOf(app)))
}
