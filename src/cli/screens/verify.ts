import type { VerifyReport } from '../../upgrade/report.ts'
import { safe } from '../words/safe.ts'
import { pairsOf } from '../words/table.ts'

/** What a file was proven to be, and by whom. */
export function textOfVerify(report: VerifyReport): string {
  return `${safe(report.artifact)} is what its publisher signed\n${pairsOf([
    ['version', report.version],
    ['sha256', report.sha256],
    ...report.grounds.map((ground) => ['trust', ground] as const),
  ])}`
}
