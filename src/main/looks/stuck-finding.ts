import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { readLastRun } from '../../upgrade/memory/last-run.ts'
import { readRecords } from '../../upgrade/memory/records.ts'
import { stuckSince } from '../../upgrade/memory/stuck.ts'
import type { Finding } from '../../upgrade/report.ts'
import type { App } from '../app.ts'
import { warning } from './findings.ts'

/** A host whose daemon may be down is not simply ready. No upgrade is refused for it: one may be what mends it. */
export async function stuckFindings({ name, places }: Pick<App, 'name' | 'places'>): Promise<readonly Finding[]> {
  try {
    if (stuckSince(await readRecords(machine.disk, places.journals), await readLastRun(machine.disk, places)) === null) return []
  } catch (thrown) {
    // What keeps the journals from being read is a finding of its own.
    if (!isFailure(thrown)) throw thrown
    return []
  }
  return [warning(`${name}: last run`, 'it ended stuck: no version was proven to run', `'app-upgrade status ${name}' says why, and what to do; the next upgrade or rollback that goes well ends this`)]
}
