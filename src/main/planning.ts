import { machine } from '../host/machine.ts'
import type { UnitState } from '../policy/reading.ts'
import { isFileOf } from '../systemd/unit-path.ts'
import { makePlan } from '../upgrade/make-plan.ts'
import type { LiveRelease } from '../upgrade/live.ts'
import type { Plan, PlannedCompanion } from '../upgrade/plan.ts'
import type { Service } from '../upgrade/ports.ts'
import type { Request } from '../upgrade/report.ts'
import type { Admitted } from '../upgrade/run.ts'
import { probeNames } from '../drivers/probes/table.ts'
import type { App } from './app.ts'
import { theScope } from './scope.ts'
import { hasSystemd, serviceFor } from './service.ts'

/** `20261121T104841Z-3fa29c`: sorts by time, and two in one second differ. */
export function newTransaction(): string {
  const time = new Date(machine.clock.nowMs()).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')
  return `${time}-${machine.randomness.hex(3)}`
}

interface Planning { readonly transaction: string; readonly live: LiveRelease | null; readonly admitted: Admitted; readonly request: Request; readonly letGo: readonly string[]; readonly companions: readonly PlannedCompanion[] }

/** Reads what a plan needs to know of the units, and makes it. Without systemd a plan names no unit, and so asks no probe. */
export async function planFor({ name, settings }: App, { transaction, live, admitted, request, letGo, companions }: Planning): Promise<Plan> {
  const units = await unitStates(settings.units)
  return makePlan({
    transaction, live, admitted, companions,
    units: units.map((unit) => ({ ...unit, ...leaving(unit.name, companions) })),
    app: name,
    nowMs: machine.clock.nowMs(),
    actor: request.actor,
    reason: request.reason,
    way: request.way,
    files: settings.binaries,
    owner: theScope().owner,
    layout: settings.layout,
    probes: probeNames(settings.probes),
    coordination: settings.coordination,
    health: settings.health,
    rollback: settings.rollback,
    restartTimeoutMs: settings.limits.restartMs,
    keepReleases: settings.policy.keepReleases,
    keepMs: settings.policy.keepMs,
    letGo,
    probation: settings.policy.probation,
  })
}

/** Whose own file goes with this release, it is not to be asked for again. */
function leaving(unit: string, companions: readonly PlannedCompanion[]): { readonly file?: 'goes' } {
  return companions.some(({ path, newSha256 }) => newSha256 === null && isFileOf(path, unit)) ? { file: 'goes' } : {}
}

async function unitStates(units: App['settings']['units']): Promise<Parameters<typeof makePlan>[0]['units']> {
  if ((await hasSystemd()) === 'no') return []
  const service = await serviceFor('now')
  return Promise.all(units.map(async (unit) => {
    const state = await service.state(unit.name)
    return { ...unit, state, idle: await idleOf(state, service) }
  }))
}

/** A socket that listens starts its service with the next connection. Timers and paths do not count: nobody waits for an answer from those. */
async function idleOf({ triggeredBy = [] }: UnitState, service: Service): Promise<'armed' | 'no'> {
  for (const name of triggeredBy) if (name.endsWith('.socket') && (await service.state(name)).activeState === 'active') return 'armed'
  return 'no'
}
