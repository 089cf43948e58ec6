import type { Sent } from '../../drivers/coordination/driver.ts'
import { failureTable } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { runUnitJob } from '../../systemd/jobs.ts'
import { readUnit } from '../../systemd/units.ts'
import type { Answer } from '../../upgrade/ports.ts'
import { readTrouble, unitFailure } from '../acquire/acquire-trouble.ts'
import { carryHere, errandMs, forgetErrand, leaveErrand } from './fleet-errand.ts'
import { theScope } from '../scope.ts'
import { hasSystemd, theBus } from '../service.ts'

/** The unit's own time to start and to end, on a busy machine. */
const patienceMs = errandMs + 60_000

/** Has an errand carried by the unit that has a network; in this process where there is no systemd. */
export async function carry(app: string, sent: Sent): Promise<Answer> {
  return (await hasSystemd()) === 'yes' ? carryByUnit(app, sent) : carryHere(app, sent)
}

async function carryByUnit(app: string, sent: Sent): Promise<Answer> {
  const [unit, places] = [`app-upgrade-lease@${app}.service`, theScope().places(app)]
  await leaveErrand(places, app, sent)
  try {
    const end = await runUnitJob(theBus(), 'StartUnit', unit, machine.clock.deadline(patienceMs))
    if (end === 'done') return { kind: 'yes' }
    const [status, trouble] = [(await readUnit(theBus(), unit)).mainStatus, await readTrouble(places)]
    if (trouble?.code === 'TEMPORARY' && status === failureTable.TEMPORARY.exit) return { kind: 'no', reason: trouble.messages[0], next: trouble.next ?? 'wait until another host is done', overridable: 'yes' }
    throw unitFailure({ unit, status, trouble, what: 'the fleet could not be asked' })
  } finally {
    await forgetErrand(places, app)
  }
}
