import type { Settings } from '../config/settings.ts'
import { migrations } from '../drivers/gates/migrations.ts'
import type { Gate } from '../upgrade/ports.ts'
import { closedCommands } from './closed-commands.ts'
import { daemonAccount } from './daemon-account.ts'
import { hasSystemd } from './service.ts'

/** None for an app that says nothing of its data. Where nothing can shut a command in, only whoever allows it is asked what a release would do. */
export async function migrationGate({ data, rehearsal, units }: Pick<Settings, 'data' | 'rehearsal' | 'units'>): Promise<readonly Gate[]> {
  if (data === null) return []
  if ((await hasSystemd()) === 'no' && rehearsal.unsandboxed === 'skipped') return [unasked]
  return [migrations(data, await closedCommands(rehearsal.room), await daemonAccount({ units }))]
}

/** Nothing is restarted here either: whoever starts the new version is told before. */
const unasked: Gate = {
  ask: async ({ to }) => ({ kind: 'yes', remark: `nobody asked what ${to.version} does to the daemon's data: there is no systemd here to shut the question in ([rehearsal] unsandboxed allows it)` }),
}
