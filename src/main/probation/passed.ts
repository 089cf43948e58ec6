import { finalEventFields, otherEventIds } from '../../cli/final-event-ids.ts'
import { writeEvent } from '../../systemd/final-event.ts'
import type { TransactionState } from '../../upgrade/journal/fold.ts'
import { emptyReport, type Report } from '../../upgrade/report.ts'

/** An event beside the final ones: nothing has changed, and nobody is waiting for it. */
export async function passed({ plan }: TransactionState): Promise<Report> {
  await writeEvent({
    SYSLOG_IDENTIFIER: 'app-upgrade', MESSAGE: `${plan.app}: the probation of ${plan.to.version} is over`, MESSAGE_ID: otherEventIds.passed, PRIORITY: '6',
    [finalEventFields.app]: plan.app, [finalEventFields.to]: plan.to.version, [finalEventFields.transaction]: plan.transaction,
  })
  return { ...emptyReport(plan.app, 'settled'), transaction: plan.transaction, running: plan.to.version, notes: [`the probation of ${plan.to.version} is over`] }
}
