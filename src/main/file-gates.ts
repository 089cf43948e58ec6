import { mounts } from '../drivers/gates/mounts.ts'
import { packageOwned } from '../drivers/gates/package-owned.ts'
import { putBack } from '../drivers/gates/put-back.ts'
import { space } from '../drivers/gates/space.ts'
import type { WhereWritten } from '../drivers/gates/written.ts'
import { directoriesWritten } from '../drivers/layouts/where.ts'
import { machine } from '../host/machine.ts'
import type { Gate } from '../upgrade/ports.ts'
import type { App } from './app.ts'
import { recordDirectories } from './changed-directories.ts'
import { commandsFor } from './service.ts'
import { shutOut, whoPutsBack } from './who-puts-back.ts'

/** The gates about where files go, in their order: whose they are, how that is mounted, who may write there, and whether there is room. */
export async function fileGates(app: App): Promise<Readonly<Record<'package' | 'mounts' | 'put back' | 'space', Gate>>> {
  const { settings, places } = app
  const { disk, files, mayWrite } = machine
  const written: WhereWritten = ({ layout, files: planned }) => directoriesWritten(disk, layout, planned)
  return {
    package: packageOwned(disk, await commandsFor('none')),
    mounts: mounts({ disk, mayWrite, written }),
    'put back': putBack({ disk, written, recorded: recordDirectories(settings).map(({ path }) => path), shutOut: (directories) => shutOut(whoPutsBack(app), directories) }),
    space: space({ disk, files, state: places.journals, buildInfo: settings.buildInfo?.file ?? null }),
  }
}
