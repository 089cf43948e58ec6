import { machine } from '../../host/machine.ts'
import type { Finding } from '../../upgrade/report.ts'
import { theScope } from '../scope.ts'
import { hasSystemd, serviceFor } from '../service.ts'
import { finding, good, warning } from './findings.ts'

/** What holds for every app of this host. */
export async function machineFindings(): Promise<readonly Finding[]> {
  const { PRETTY_NAME: system } = await machine.facts.osRelease()
  const about = good('machine', `${system ?? 'an unknown system'}, Linux ${machine.facts.kernel}, ${machine.facts.processor}`)
  if ((await hasSystemd()) === 'no') return [about, warning('systemd', 'systemd does not run here', theScope().wake ?? 'upgrades swap the files, and leave the start of the new version to you')]
  return [about, await finding('systemd', async () => {
    await (await serviceFor('now')).state('dbus.service')
    return 'systemd answers over D-Bus'
  })]
}
