import type { HistoryItem } from '../../upgrade/report.ts'

/** In a list of what happened, a transaction that was begun in order to go back is no upgrade. */
export function outcomeText({ outcome, way, actor }: Pick<HistoryItem, 'outcome' | 'way'> & Partial<Pick<HistoryItem, 'actor'>>): string {
  if (outcome === 'rolled-back') return way === 'back' ? 'rollback undone' : 'rolled back'
  if (outcome !== 'upgraded' || way !== 'back') return outcome
  return actor === 'probation' ? 'rolled back after a late crash' : 'rolled back by hand'
}
