import type { HistoryItem } from '../../upgrade/report.ts'
import { durationOf, timeOf } from '../words/figures.ts'
import { outcomeText } from '../words/outcome.ts'
import { tableOf } from '../words/table.ts'

/** The newest items, newest first. Transactions sort by time. */
export function newest(items: readonly HistoryItem[], limit: number): readonly HistoryItem[] {
  return items.toSorted((one, other) => (one.transaction < other.transaction ? 1 : -1)).slice(0, limit)
}

/** One line each; the reason stands last because it is the longest. Transactions' names are for machines: `--json`. */
export function textOfHistory(items: readonly HistoryItem[]): string {
  if (items.length === 0) return 'no upgrade yet\n'
  return tableOf([['WHEN', 'FROM', 'TO', 'OUTCOME', 'WITHOUT SERVICE', 'BY', 'BECAUSE'], ...items.map(rowOf)])
}

function rowOf(item: HistoryItem): readonly string[] {
  return [
    timeOf(item.atMs), item.from ?? '-', item.to, outcomeText(item),
    item.downtimeMs === null ? '-' : durationOf(item.downtimeMs),
    item.actor, [item.because ?? item.reason ?? '', ...(item.forced ?? []).map((reason) => `forced: ${reason}`), probationText(item)].filter((part) => part !== '').join('; '),
  ]
}

function probationText({ probation }: HistoryItem): string {
  if (probation === null) return ''
  switch (probation.how) {
    case null: return `on probation until ${timeOf(probation.untilMs)}`
    case 'passed': return 'passed its probation'
    case 'crashed': return `died within its probation${probation.because === null ? '' : `: ${probation.because}`}`
    case 'left': return 'left before its probation was over'
  }
}
