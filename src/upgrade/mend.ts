import { toUndo } from './journal/fold.ts'
import type { Journal } from './journal/journal.ts'
import type { Ports } from './ports.ts'
import { mayBeOwed } from './steps/who-ran.ts'
import { standby } from './steps/standby.ts'

/**
 * A person has put the daemon's data back, or found that the version before understands them: it may be started again, is, and is judged as after any rollback.
 * STUCK when it does not become healthy. The caller holds the lock; the journal is one that `isHeldBack`.
 */
export async function mend(journal: Journal, ports: Ports, by: string): Promise<void> {
  // Durable first: a boot must not hold back a daemon that somebody has seen to.
  await journal.append({ entry: 'noted', about: 'mended', by })
  const { plan, begun, replaced } = journal.state
  await ports.latch?.open(plan)
  await standby.undo(plan, { ...ports, note: async () => {}, others: { begun, replaced, stopped: [] } })
}

/** The same while the journal is open: whoever settles it needs not put them back any more. `no`: nothing of the kind is owed there. */
export async function sayRestored(journal: Journal): Promise<'yes' | 'no'> {
  const { state } = journal
  if (state.closed !== null || state.confirmed === 'yes' || !mayBeOwed(state.plan, { others: state }) || !toUndo(state).includes('snapshot')) return 'no'
  await journal.append({ entry: 'noted', about: 'restored' })
  return 'yes'
}
