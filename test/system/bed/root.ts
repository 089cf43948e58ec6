import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { withLock } from '../../../packaging/build/with-lock.ts'
import { must } from './command.ts'
import { places } from './places.ts'

export type Suite = 'bookworm' | 'trixie'
export interface RootWanted { readonly suite: Suite; readonly packages?: readonly string[] }

/** What every machine has: a systemd with its bus, what our package depends on, and tools that tests look around with. */
const basis = ['systemd', 'systemd-sysv', 'dbus', 'libpam-systemd', 'ca-certificates', 'libatomic1', 'libstdc++6', 'curl', 'iproute2', 'procps']

/** Nothing of this belongs to a test, and all of it costs boot time or wakes up at a bad moment. */
const masked = ['console-getty.service', 'getty@.service', 'apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer', 'e2scrub_reap.service', 'fstrim.timer', 'systemd-networkd-wait-online.service']

/** Tells the host, through a FIFO, that the manager runs units: the earliest moment at which `systemctl` works. */
const readyUnit = `[Unit]
Description=Tell the test bed that the manager is up
DefaultDependencies=no
ConditionPathExists=/share/ready
[Service]
ExecStart=/bin/sh -c 'echo ready >/share/ready'
`

/** Debian's installer writes it; mmdebstrap does not. */
const hosts = '127.0.0.1 localhost machine\n::1 localhost\n'

/** A Debian root directory, made once per suite and package list. Machines put an overlay on it; nothing ever writes into it. */
export async function aRoot({ suite, packages = [] }: RootWanted): Promise<string> {
  const include = [...basis, ...packages].join(',')
  const key = createHash('sha256').update([include, ...masked, readyUnit, hosts].join('\n')).digest('hex').slice(0, 12)
  const root = join(places.roots, `${suite}-${key}`)
  if (existsSync(root)) return root
  return await withLock(`${root}.lock`, async () => {
    if (!existsSync(root)) await make(root, suite, include)
    return root
  })
}

async function make(root: string, suite: Suite, include: string): Promise<void> {
  const partial = `${root}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(places.roots, { recursive: true })
  await must(['mmdebstrap', '--quiet', '--variant=minbase', `--include=${include}`, suite, partial], { timeoutSeconds: 900 })
  // An empty machine id is filled in at boot, without the presets of a first boot.
  truncateSync(join(partial, 'etc/machine-id'))
  rmSync(join(partial, 'etc/hostname'), { force: true })
  writeFileSync(join(partial, 'etc/hosts'), hosts)
  const units = join(partial, 'etc/systemd/system')
  for (const unit of masked) {
    rmSync(join(units, unit), { force: true })
    symlinkSync('/dev/null', join(units, unit))
  }
  writeFileSync(join(units, 'bed-ready.service'), readyUnit)
  mkdirSync(join(units, 'sysinit.target.wants'), { recursive: true })
  symlinkSync('../bed-ready.service', join(units, 'sysinit.target.wants/bed-ready.service'))
  mkdirSync(join(partial, 'share'))
  renameSync(partial, root)
}
