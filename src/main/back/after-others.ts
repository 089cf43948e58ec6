import { failure, isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { parseInstance } from '../../release/instance.ts'
import { unitEnds, unitsAtWork } from '../../systemd/units-at-work.ts'
import type { TransactionState } from '../../upgrade/journal/fold.ts'
import type { Plan } from '../../upgrade/plan.ts'
import { readRecords } from '../../upgrade/memory/records.ts'
import type { Request, Shown } from '../../upgrade/report.ts'
import { theScope } from '../scope.ts'
import { hasSystemd, theBus } from '../service.ts'

/** Longer than any run of ours may take: TimeoutStartSec= of the upgrade's unit, and the time that settles it. */
const waitMsMax = 120 * 60_000
/** A run that failed is followed by its fallback unit, and that perhaps by a timer's. */
const roundsMax = 20

/**
 * A rollback that is asked for in the middle of a transaction waits for its end (failures.md f05 to f07), and what it means is settled now: whoever
 * sees the new version fail means the one before it. If the upgrade is rolled back by itself meanwhile, nothing is left to do; going back once more
 * would be one version too far. Before anything is open it is refused like everything else, because then nobody has seen another version yet.
 */
export async function afterOthers(app: string, request: Request, show: (shown: Shown) => void): Promise<Request> {
  const open = (await hasSystemd()) === 'yes' ? await openTransaction(app) : null
  if (open === null) return request
  show({ kind: 'status', text: `waiting for the end of transaction ${open.plan.transaction}` })
  const signal = machine.clock.deadline(waitMsMax)
  for (let round = 0; round < roundsMax; round++) {
    const units = (await unitsAtWork(theBus(), ['app-upgrade@*.service', 'app-upgrade-fallback@*.service'])).filter((unit) => isAbout(unit, app))
    if (units.length === 0) return { ...request, version: request.version ?? versionMeant(open.plan) }
    for (const unit of units) await unitEnds(theBus(), unit, signal)
    if (signal.aborted) break
  }
  throw failure('TEMPORARY', `transaction ${open.plan.transaction} has not come to its end`, { next: `look at it with 'app-upgrade status ${app}', then ask again` })
}

async function openTransaction(app: string): Promise<TransactionState | null> {
  const newest = (await readRecords(machine.disk, theScope().places(app).journals)).at(-1)?.state ?? null
  return newest?.closed === null ? newest : null
}

/** Out of an upgrade: what ran before it. Out of a rollback: where that leads, because two people who see the same trouble ask for the same. */
export function versionMeant({ way, from, to }: Pick<Plan, 'way' | 'from' | 'to'>): string | null {
  return way === 'back' ? to.version : (from?.version ?? null)
}

/** An instance that names no app means the only one there is. */
export function isAbout(unit: string, app: string): boolean {
  const [, instance = ''] = /^app-upgrade(?:-fallback)?@(.*)\.service$/.exec(unit) ?? []
  try {
    return [app, null].includes(parseInstance(instance).app)
  } catch (thrown) {
    if (isFailure(thrown)) return false
    throw thrown
  }
}
