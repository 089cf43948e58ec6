import { packageOwned } from '../drivers/gates/package-owned.ts'
import { rehearsal } from '../drivers/gates/rehearsal.ts'
import { unitReady } from '../drivers/gates/unit-ready.ts'
import { machine } from '../host/machine.ts'
import type { Gate } from '../upgrade/ports.ts'
import { rehearse } from './rehearse.ts'
import { commandsFor, hasSystemd, serviceFor } from './service.ts'

/** Everything that may refuse before a transaction begins, in the order in which it is asked. */
export async function gates(): Promise<readonly Gate[]> {
  const owned = packageOwned(machine.disk, await commandsFor('none'))
  // Without systemd a plan names no unit, and nothing runs in a sandbox: there the release is the operator's to start.
  return (await hasSystemd()) === 'yes' ? [unitReady(await serviceFor('now')), owned, rehearsal(rehearse)] : [owned]
}
