import { claims } from '../drivers/gates/claims.ts'
import { namesBinary } from '../drivers/gates/names-binary.ts'
import { unitReady } from '../drivers/gates/unit-ready.ts'
import { machine } from '../host/machine.ts'
import { readDefinition, type UnitDefinition } from '../systemd/unit-definition.ts'
import type { Gate } from '../upgrade/ports.ts'
import type { App } from './app.ts'
import { attributesGate } from './attributes-gate.ts'
import { claimTools } from './claims.ts'
import { fileGates } from './file-gates.ts'
import { hasSystemd, serviceFor, theBus } from './service.ts'
import { similarUnit } from './similar-unit.ts'

/** By their names in the manual, in the order in which they are asked. */
export type NamedGates = Readonly<Record<string, Gate>>

/** The gates that nobody needs to ask for, of what is certain and will be the same tomorrow. */
export async function builtInGates(app: App): Promise<NamedGates> {
  const lasting = { claims: claims(claimTools(app)), ...await fileGates(app), attributes: attributesGate() }
  // Without systemd a plan names no unit: there the release is the operator's to start.
  if ((await hasSystemd()) === 'no') return lasting
  const definition = (unit: string): Promise<UnitDefinition> => readDefinition(theBus(), unit)
  return { unit: unitReady({ service: await serviceFor('now'), definition, similar: similarUnit }), ...lasting, program: namesBinary({ disk: machine.disk, definition, units: app.settings.units }) }
}
