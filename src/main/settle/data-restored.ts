import { troubleOf } from '../../cli/words/trouble.ts'
import { machine } from '../../host/machine.ts'
import { isHeldBack, type TransactionState } from '../../upgrade/journal/fold.ts'
import { openJournal, reopenJournal } from '../../upgrade/journal/journal.ts'
import { newestThatTouched, readRecords } from '../../upgrade/memory/records.ts'
import { mend, sayRestored } from '../../upgrade/mend.ts'
import type { Places } from '../../upgrade/places.ts'
import type { UpgradeEvent } from '../../upgrade/ports.ts'
import { emptyReport, type Report, type Trouble } from '../../upgrade/report.ts'
import { latchHere } from '../latch.ts'
import { journalsIn } from './journals-in.ts'

type Tell = (event: UpgradeEvent) => void

/** The newest transaction that touched anything, if its data wait for a person. */
async function heldBack(places: Places): Promise<TransactionState | null> {
  const state = newestThatTouched(await readRecords(machine.disk, places.journals))?.state ?? null
  return state !== null && isHeldBack(state) ? state : null
}

/**
 * A reboot must not start the version before on data that it may not understand, when nobody has seen to them yet: said anew at every boot. Null: nothing is
 * held back. The caller holds the lock.
 */
export async function holdBack(app: string, places: Places): Promise<Report | null> {
  const [latch, state] = [await latchHere('boot'), await heldBack(places)]
  if (latch === undefined || state === null) return null
  const { plan, closed } = state
  await latch.shut(plan)
  const units = plan.units.map(({ name }) => name).join(', ')
  const trouble: Trouble = { code: 'STUCK', messages: [`the data of '${app}' are not put back since transaction ${plan.transaction}: ${units} is kept from being started`, closed?.reason ?? ''], next: `put them back, then: app-upgrade recover ${app} --data-restored` }
  return { ...emptyReport(app, 'stuck'), transaction: plan.transaction, trouble }
}

/**
 * `--data-restored`: what a person says of the data. Of an open transaction it is written down, and settled as ever (null); of a closed one the daemon is started,
 * and judged. The caller holds the lock.
 */
export async function dataRestored(app: string, places: Places, by: string, tell: Tell): Promise<Report | null> {
  const newest = newestThatTouched(await readRecords(machine.disk, places.journals))
  if (newest?.state?.closed === null) {
    const journal = await openJournal(journalsIn(places), newest.transaction)
    if (journal !== null && (await sayRestored(journal)) === 'yes') return null
  }
  const state = await heldBack(places)
  if (state === null) return { ...emptyReport(app, 'settled'), notes: [`nothing waits for the data of '${app}'`] }
  return started(app, state, { places, by, tell })
}

interface Mending { readonly places: Places; readonly by: string; readonly tell: Tell }

async function started(app: string, { plan }: TransactionState, { places, by, tell }: Mending): Promise<Report> {
  const journal = await reopenJournal(journalsIn(places), plan.transaction)
  try {
    const { portsMaker } = await import('../drivers.ts')
    await mend(journal, (await portsMaker('now', tell))(plan), by)
  } catch (thrown) {
    return { ...emptyReport(app, 'failed'), trouble: troubleOf(thrown) }
  }
  const running = plan.from?.version ?? null
  return { ...emptyReport(app, 'settled'), running, notes: [`${running ?? app} runs again, on data that ${by} vouches for`] }
}
