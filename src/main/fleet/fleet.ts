import type { CoordinationTools } from '../../drivers/coordination/driver.ts'
import { letGo } from '../../drivers/coordination/coordinator.ts'
import { openCoordinator } from '../../drivers/coordination/table.ts'
import { failure } from '../../errors.ts'
import { queueUnit } from '../../systemd/queue-unit.ts'
import type { Coordinator, UpgradeEvent } from '../../upgrade/ports.ts'
import type { Plan } from '../../upgrade/plan.ts'
import { carry } from './fleet-carry.ts'
import { fleetHolder } from './fleet-holder.ts'
import { owedToFleet, oweFleet, paidFleet } from './fleet-owed.ts'
import { theScope } from '../scope.ts'
import { hasSystemd, theBus } from '../service.ts'

type Tell = (event: UpgradeEvent) => void

/** Tries again every two minutes, also after a boot, for as long as something is owed. */
const repayingUnit = 'app-upgrade-repay.service'

/** Whom the plan says to ask. At boot nobody is asked: there is no network yet, and what is owed is paid once there is. */
export function coordinatorFor(plan: Plan, when: 'now' | 'boot', tell: Tell): Coordinator {
  return openCoordinator(plan.coordination, fleetTools(when, tell))
}

function fleetTools(when: 'now' | 'boot', tell: Tell): CoordinationTools {
  return {
    holder: fleetHolder,
    owed: (app) => owedToFleet(theScope().places(app)),
    forsake: async (_, because) => tell({ kind: 'note', text: `the lock at the fleet's server that was asked before is held still, and has to be let go of there: ${because}` }),
    owe: (app, settings) => oweFleet(theScope().places(app), settings),
    paid: (app) => paidFleet(theScope().places(app)),
    async carry(app, sent) {
      if (when === 'boot') throw failure('TEMPORARY', 'there is no network so early in a boot')
      return carry(app, sent)
    },
    async payLater(_, because) {
      tell({ kind: 'note', text: `the fleet's lock could not be let go of yet: ${because}` })
      if (when === 'now' && (await hasSystemd()) === 'yes') await startRepaying()
    },
  }
}

/** A courtesy to the others: that it fails changes nothing that happened here, and the boot, or the next run, will try again. */
async function startRepaying(): Promise<void> {
  await queueUnit(theBus(), 'StartUnit', repayingUnit).catch(() => undefined)
}

/** What an earlier run could not pay. Answers why it still cannot; null: nothing is owed any more. The caller holds the app's lock. */
export async function repayFleet(app: string): Promise<string | null> {
  const tools = fleetTools('now', () => {})
  const settings = await tools.owed(app)
  const trouble = settings === null ? null : await letGo(app, settings, tools)
  if (trouble === null) await tools.paid(app)
  return trouble
}
