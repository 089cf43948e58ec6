import { machine } from '../host/machine.ts'
import { makePlan } from '../upgrade/make-plan.ts'
import type { LiveRelease } from '../upgrade/live.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { Request } from '../upgrade/report.ts'
import type { Admitted } from '../upgrade/run.ts'
import { probeNames } from '../drivers/probes/table.ts'
import type { App } from './app.ts'
import { theScope } from './scope.ts'
import { unitsNow, type Moving } from './units-now.ts'

/** `20261121T104841Z-3fa29c`: sorts by time, and two in one second differ. */
export function newTransaction(): string {
  const time = new Date(machine.clock.nowMs()).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')
  return `${time}-${machine.randomness.hex(3)}`
}

interface Planning { readonly transaction: string; readonly live: LiveRelease | null; readonly admitted: Admitted; readonly request: Request; readonly letGo: readonly string[]; readonly companions: Moving }

/** Reads what a plan needs to know of the units, and makes it. Without systemd a plan names no unit, and so asks no probe. */
export async function planFor({ name, settings }: App, { transaction, live, admitted, request, letGo, companions }: Planning): Promise<Plan> {
  const probes = probeNames(settings.probes)
  return makePlan({
    transaction, live, admitted, probes,
    companions: companions.planned,
    ...await unitsNow(settings.units, companions, probes),
    app: name,
    nowMs: machine.clock.nowMs(),
    actor: request.actor,
    reason: request.reason,
    way: request.way,
    files: settings.binaries,
    owner: theScope().owner,
    layout: settings.layout,
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
