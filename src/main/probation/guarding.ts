import { isFailure } from '../../errors.ts'
import { queueUnit } from '../../systemd/queue-unit.ts'
import type { Places } from '../../upgrade/places.ts'
import { leave, tend, type Moment, type ProbationPorts, type Tended } from '../../upgrade/probation.ts'
import type { Report } from '../../upgrade/report.ts'
import { guardIn } from './guard.ts'
import { journalsIn } from '../settle/journals-in.ts'
import { theScope } from '../scope.ts'
import { busFor, hasSystemd, serviceFor } from '../service.ts'

/** Looks after the newest transaction's probation; nothing without systemd. The caller holds the lock. */
export async function tendHere(places: Places, moment: Moment): Promise<Tended> {
  return (await hasSystemd()) === 'no' ? { kind: 'nothing' } : tend(await portsAt(places, moment), moment)
}

/** Right after the upgrade. Whoever settles after this run tries again what fails here: an upgrade that is done is not called failed for it. */
export async function beginProbation(report: Report, places: Places): Promise<Report> {
  if (report.outcome !== 'upgraded') return report
  try {
    await tendHere(places, 'now')
    return report
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { ...report, notes: [...report.notes, `its probation could not begin yet: ${thrown.message}`] }
  }
}

/** Before another transaction begins. */
export async function leaveProbation(places: Places): Promise<void> {
  if ((await hasSystemd()) === 'yes') await leave(await portsAt(places, 'now'))
}

async function portsAt(places: Places, moment: Moment): Promise<ProbationPorts> {
  const when = moment === 'boot' ? 'boot' : 'now'
  return { journals: journalsIn(places), guard: guardIn(theScope().dropIns, busFor(when)), service: await serviceFor(when) }
}

/** At boot, once we are done. */
export async function leaveToFallback(app: string): Promise<void> {
  await queueUnit(busFor('boot'), 'StartUnit', `app-upgrade-fallback@${app}.service`)
}
