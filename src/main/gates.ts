import type { Gate } from '../upgrade/ports.ts'
import type { Request } from '../upgrade/report.ts'
import type { App } from './app.ts'
import { builtInGates } from './built-in-gates.ts'
import { capabilitiesGate } from './capabilities-gate.ts'
import { askedOf, configuredGates } from './configured-gates.ts'
import type { LiveState } from './live.ts'
import { migrationGate } from './migration-gate.ts'
import { passingGates } from './passing-gates.ts'
import { rehearsalGates } from './rehearsal-gates.ts'
import { unitUnchangedGate } from './unit-unchanged-gate.ts'

/** Everything that may refuse before a transaction begins, in the order in which it is asked: ours, then the operator's, whose answer changes by the minute; last, whether what was looked at is still there. */
export async function gates(app: App, state: Pick<LiveState, 'records'>, request: Pick<Request, 'occasion'>): Promise<readonly Gate[]> {
  const { settings } = app
  const configured = askedOf(settings, request)
  const ours = [...Object.values({ ...await builtInGates(app), ...passingGates(app, state) }), capabilitiesGate(), ...await rehearsalGates(settings)]
  const all = [...ours, ...await migrationGate(settings)]
  return [...all, ...(configured.length === 0 ? [] : await configuredGates(configured)), ...await unitUnchangedGate(settings.units)]
}
