import type { HistoryItem } from '../../upgrade/report.ts'

/** In a list of what happened, a transaction that somebody began in order to go back is no upgrade. */
export function outcomeText({ outcome, way }: Pick<HistoryItem, 'outcome' | 'way'>): string {
  return outcome === 'upgraded' && way === 'back' ? 'rolled back by hand' : outcome
}
