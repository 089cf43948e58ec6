import { placeholders } from './placeholders.ts'
import type { Plan, PlannedCommand, PlannedData } from './plan.ts'
import { filledIn } from './planned-command.ts'

/** What the commands of `[data]` understand. */
export const dataTexts = placeholders(['version', 'from', 'transaction', 'live', 'path', 'new'])

/** What an operator wants done about data that a release migrates. */
export interface DataWish {
  readonly onMigration: 'refuse' | 'roll-back' | 'stay' | 'snapshot'
  /** Null unless `onMigration` is `snapshot`. */
  readonly snapshot: { readonly take: PlannedCommand; readonly restore: PlannedCommand; readonly during: 'running' | 'stopped' } | null
}

/** The plan with what holds if the release migrates: accounts and placeholders are filled in, so that no choice is left in it. `account`: whom the daemon runs as. */
export function withData(plan: Plan, wish: DataWish | null, account: string | null): Plan {
  const data = wish === null ? null : plannedData(plan, wish, account)
  return data === null ? plan : { ...plan, data }
}

function plannedData(plan: Plan, { onMigration, snapshot }: DataWish, account: string | null): PlannedData | null {
  const filled = (command: PlannedCommand): PlannedCommand => filledIn(command, dataTexts, plan, account)
  switch (onMigration) {
    // Either nothing begins, or the kept version can live with what the new one leaves.
    case 'refuse': case 'roll-back': return null
    case 'stay': return { undo: 'stay' }
    case 'snapshot': return snapshot === null ? null : { undo: 'snapshot', snapshot: filled(snapshot.take), restore: filled(snapshot.restore), during: snapshot.during }
  }
}
