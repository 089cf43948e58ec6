import { troubleOf } from '../cli/words/trouble.ts'
import { isFailure } from '../errors.ts'
import type { LiveRelease } from '../upgrade/live.ts'
import { emptyReport, type Report } from '../upgrade/report.ts'

/**
 * The report of a run that ended before its transaction began: whoever is refused is also told what runs (architecture section 1,
 * promise 7). A bug is no refusal, and is thrown again.
 */
export function refusal(app: string, live: LiveRelease | null, thrown: unknown): Report {
  const trouble = troubleOf(thrown)
  if (trouble.code === 'BUG') throw thrown
  const [version, said] = [live?.version ?? null, trouble.code === 'REFUSED' || trouble.code === 'TAMPERED']
  const again = isFailure(thrown) ? thrown.again : null
  return { ...emptyReport(app, said ? 'refused' : 'failed'), from: version, running: version, trouble, ...(again === null ? {} : { again }) }
}
