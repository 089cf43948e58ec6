import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { systemAddresses, userAddresses } from '../systemd/bus.ts'
import type { Address } from '../systemd/connection.ts'
import { isRunBySystemd } from '../systemd/presence.ts'
import { sandboxOf, userSandboxOf, type Sandbox } from '../systemd/sandbox.ts'
import { unitsOfSystem, unitsOfUser, type UnitsOf } from '../systemd/system-journal.ts'
import { placesOf, runtimeOf, userPlacesOf, type Places } from '../upgrade/places.ts'

/**
 * Whose daemons this process is about: the machine's, or those of the user who asks (`--user`; decision 0025). Everything that differs stands
 * in this one value; nobody else asks which of the two it is.
 */
export interface Scope {
  readonly places: (app: string) => Places
  /** What becomes live belongs to them; only they may ask for it. */
  readonly owner: { readonly uid: number; readonly gid: number }
  readonly addresses: readonly Address[]
  /** Is there while the service manager is. */
  readonly managerDirectory: string
  /** Where that manager looks for drop-ins that end with this boot. */
  readonly dropIns: string
  readonly units: UnitsOf
  /** Where its owner lays unit files and drop-ins: the ones that outlive a reboot. */
  readonly unitDirectory: string
  readonly sandbox: Sandbox
  /** How people read what its units say. */
  readonly journalctl: string
  /** How people start them. */
  readonly systemctl: string
  /** What wakes a service manager that could run here, but does not. */
  readonly wake: string | null
}

const system: Scope = {
  places: placesOf,
  owner: { uid: 0, gid: 0 },
  addresses: systemAddresses,
  managerDirectory: '/run/systemd/system',
  dropIns: '/run/systemd/system',
  units: unitsOfSystem,
  unitDirectory: '/etc/systemd/system',
  sandbox: sandboxOf,
  journalctl: 'journalctl',
  systemctl: 'systemctl',
  wake: null,
}

function ofUser(): Scope {
  const [{ uid, gid }, { name, home }] = [machine.facts, machine.facts.account()]
  const runtime = runtimeOf({ uid })
  return {
    places: (app) => userPlacesOf(app, { uid, home }),
    owner: { uid, gid },
    addresses: userAddresses(runtime),
    managerDirectory: `${runtime}/systemd`,
    dropIns: `${runtime}/systemd/user`,
    units: unitsOfUser(uid),
    unitDirectory: `${home}/.config/systemd/user`,
    sandbox: userSandboxOf,
    journalctl: 'journalctl --user',
    systemctl: 'systemctl --user',
    wake: `log in as '${name}', or let your services run always: loginctl enable-linger ${name}`,
  }
}

let scope: Scope = system
export const theScope = (): Scope => scope

/** For the rest of this process, and before anything else: `--user`. */
export function meanOwnDaemons(): void {
  scope = ofUser()
}

/** A machine without systemd has its files swapped all the same. A manager that only sleeps could judge the daemon: it is to be woken first. */
export async function refuseAsleep(): Promise<void> {
  if (scope.wake !== null && (await isRunBySystemd()) === 'yes') throw failure('UNAVAILABLE', 'your own service manager does not run', { next: scope.wake })
}
