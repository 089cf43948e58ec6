import { mounts } from '../drivers/gates/mounts.ts'
import { namesBinary } from '../drivers/gates/names-binary.ts'
import { packageOwned } from '../drivers/gates/package-owned.ts'
import { space } from '../drivers/gates/space.ts'
import { unitReady } from '../drivers/gates/unit-ready.ts'
import { directoriesWritten } from '../drivers/layouts/where.ts'
import { machine } from '../host/machine.ts'
import { readDefinition, type UnitDefinition } from '../systemd/unit-definition.ts'
import type { Gate } from '../upgrade/ports.ts'
import type { App } from './app.ts'
import { commandsFor, hasSystemd, serviceFor, theBus } from './service.ts'
import { similarUnit } from './similar-unit.ts'

/** By their names in the manual, in the order in which they are asked. */
export type NamedGates = Readonly<Record<string, Gate>>

/** The gates that nobody needs to ask for, of what is certain and will be the same tomorrow. */
export async function builtInGates({ settings, places }: App): Promise<NamedGates> {
  const { disk, files, mayWrite } = machine
  const lasting = {
    package: packageOwned(disk, await commandsFor('none')),
    mounts: mounts({ disk, mayWrite, written: ({ layout, files: planned }) => directoriesWritten(disk, layout, planned) }),
    space: space({ disk, files, state: places.journals, buildInfo: settings.buildInfo?.file ?? null }),
  }
  // Without systemd a plan names no unit: there the release is the operator's to start.
  if ((await hasSystemd()) === 'no') return lasting
  const definition = (unit: string): Promise<UnitDefinition> => readDefinition(theBus(), unit)
  return { unit: unitReady({ service: await serviceFor('now'), definition, similar: similarUnit }), ...lasting, program: namesBinary({ disk, definition, units: settings.units }) }
}
