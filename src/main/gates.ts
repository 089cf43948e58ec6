import type { Settings } from '../config/settings.ts'
import { packageOwned } from '../drivers/gates/package-owned.ts'
import { packagesAtWork } from '../drivers/gates/packages-at-work.ts'
import { rehearsal } from '../drivers/gates/rehearsal.ts'
import { unitReady } from '../drivers/gates/unit-ready.ts'
import { lockedBy } from '../host/locked-by.ts'
import { machine } from '../host/machine.ts'
import type { Gate } from '../upgrade/ports.ts'
import { configuredGates } from './configured-gates.ts'
import { rehearse } from './rehearse.ts'
import { commandsFor, hasSystemd, serviceFor } from './service.ts'

/** Everything that may refuse before a transaction begins, in the order in which it is asked: ours, then the operator's, whose answer changes by the minute. */
export async function gates({ gates: configured }: Pick<Settings, 'gates'>): Promise<readonly Gate[]> {
  const owned = packageOwned(machine.disk, await commandsFor('none'))
  // Without systemd a plan names no unit, and nothing runs in a sandbox: there the release is the operator's to start.
  const quiet = [owned, packagesAtWork(lockedBy)]
  const ours = (await hasSystemd()) === 'yes' ? [unitReady(await serviceFor('now')), ...quiet, rehearsal(rehearse)] : quiet
  return configured.length === 0 ? ours : [...ours, ...await configuredGates(configured)]
}
