import type { Settings } from '../config/settings.ts'
import { migrations, unaskedMigrations } from '../drivers/gates/migrations.ts'
import type { Gate } from '../upgrade/ports.ts'
import { closedCommands } from './closed-commands.ts'
import { daemonAccount } from './daemon-account.ts'
import { hasSystemd } from './service.ts'

/** None for an app that says nothing of its data. Where nothing can shut a command in, only whoever allows it is asked what a release would do. */
export async function migrationGate({ data, rehearsal, units }: Pick<Settings, 'data' | 'rehearsal' | 'units'>): Promise<readonly Gate[]> {
  if (data === null) return []
  if ((await hasSystemd()) === 'no' && rehearsal.unsandboxed === 'skipped') return [unaskedMigrations(data.onMigration)]
  return [migrations(data, await closedCommands(rehearsal.room), await daemonAccount({ units }))]
}
