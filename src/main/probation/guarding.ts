import { isFailure } from '../../errors.ts'
import { openBus, type Bus } from '../../systemd/bus.ts'
import type { Places } from '../../upgrade/places.ts'
import { leave, tend, type Moment, type ProbationPorts, type Tended } from '../../upgrade/probation.ts'
import type { Report } from '../../upgrade/report.ts'
import { closeAtEnd } from '../closing.ts'
import { guardIn } from './guard.ts'
import { journalsIn } from '../settle/journals-in.ts'
import { theScope } from '../scope.ts'
import { hasSystemd, serviceFor, theBus } from '../service.ts'

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
  const bus = moment === 'boot' ? bootBus() : theBus()
  return { journals: journalsIn(places), guard: guardIn(theScope().dropIns, bus), service: await serviceFor(moment === 'boot' ? 'boot' : 'now') }
}

/** The manager's own socket. The message bus starts after us at boot: its socket would take our call, and nobody would answer it. */
export function bootBus(): Bus {
  const bus = openBus(theScope().addresses.filter((address) => address.kind === 'direct'))
  closeAtEnd(() => bus.close())
  return bus
}
