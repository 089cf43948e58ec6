import type { ListReport, ReleaseItem } from '../../upgrade/report.ts'
import { bytesOf, timeOf } from '../words/figures.ts'
import { tableOf } from '../words/table.ts'

/** One line a release; the live one first. */
export function textOfList({ app, releases, notes }: ListReport): string {
  const table = releases.length === 0 ? `no release of ${app} lies here\n` : tableOf([['VERSION', 'STATE', 'SIZE', 'SINCE', 'RUNNING', 'DIRECTORY'], ...releases.map(rowOf)])
  return table + notes.map((note) => `note: ${note}\n`).join('')
}

function rowOf({ version, state, sizeBytes, sinceMs, running, directory }: ReleaseItem): readonly string[] {
  return [version, state, bytesOf(sizeBytes, null), sinceMs === null ? '-' : timeOf(sinceMs), running === 'unknown' ? '-' : running, directory]
}
