import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Machine } from './machine.ts'
import { repository } from './places.ts'

/** Puts our units, user and directories into a machine as the package does, but without a package: for tests of the units alone. */
export async function installUnits(machine: Machine): Promise<void> {
  const folder = join(repository, 'units', 'system')
  for (const unit of readdirSync(folder)) await machine.writeFile(`/usr/lib/systemd/system/${unit}`, readFileSync(join(folder, unit)))
  for (const kind of ['sysusers', 'tmpfiles']) {
    await machine.writeFile(`/usr/lib/${kind}.d/app-upgrade.conf`, readFileSync(join(repository, 'units', `${kind}.d`, 'app-upgrade.conf')))
  }
  await machine.must(['systemd-sysusers', 'app-upgrade.conf'])
  await machine.must(['systemd-tmpfiles', '--create', 'app-upgrade.conf'])
  await machine.must(['systemctl', 'daemon-reload'])
}
