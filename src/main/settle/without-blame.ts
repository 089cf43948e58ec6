import { failureTable } from '../../errors.ts'
import type { TransactionState } from '../../upgrade/journal/fold.ts'
import { foundIll } from '../../upgrade/memory/records.ts'
import type { Report, Trouble } from '../../upgrade/report.ts'
import { theScope } from '../scope.ts'

/** Only a version that was judged is skipped from now on; one that was interrupted, or whose files could not be laid down, or whose daemon somebody stopped, is not. */
export function withoutBlame({ outcome, trouble, to }: Report, state: TransactionState | null): Report['trouble'] {
  if (trouble === null || state === null) return trouble
  if (outcome === 'refused') return soon(trouble, state)
  const next = `nothing is held against ${to ?? 'the new version'}`
  if (outcome === 'stuck' && state.stopped.length > 0) return { ...trouble, next: `${next}; when you are ready: ${theScope().systemctl} start ${state.stopped.map(({ unit }) => unit).join(' ')}` }
  const blamed = foundIll([{ transaction: state.plan.transaction, state }]).length > 0
  return outcome !== 'rolled-back' || blamed ? trouble : { ...trouble, next: `${next}; upgrade again when the reason is gone` }
}

/** Refused, and nothing was touched, because of something that passes (a full disk, a fleet that says "not now"): whoever runs unattended tries again. */
function soon(trouble: Trouble, { failed }: TransactionState): Trouble {
  return trouble.code === 'REFUSED' && failed !== null && failureTable[failed.code].retry === 'yes' ? { ...trouble, code: failed.code } : trouble
}
