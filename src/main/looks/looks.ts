import { failure, isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { historyOf, readRecords } from '../../upgrade/memory/records.ts'
import type { HistoryItem } from '../../upgrade/report.ts'
import { addWord } from '../../upgrade/memory/skips.ts'
import { ensureDirectory } from '../../upgrade/durable.ts'
import { theScope } from '../scope.ts'

/** What was done, and the two words that a person may say about a version. */
export async function history(app: string): Promise<readonly HistoryItem[]> {
  try {
    return historyOf(await readRecords(machine.disk, theScope().places(app).journals))
  } catch (thrown) {
    if (!isFailure(thrown) || thrown.code !== 'PERMISSION') throw thrown
    // They hold what daemons said when they failed.
    throw failure('PERMISSION', `the history of '${app}' is only for root to read`, { cause: thrown, next: "use sudo; 'app-upgrade status' works for everybody" })
  }
}

export async function say(app: string, version: string, says: 'skip' | 'unskip', because: string): Promise<void> {
  const places = theScope().places(app)
  await ensureDirectory(machine.disk, places.state, 0o755)
  await addWord(machine.disk, places.words, { version: version.replace(/^v/, ''), says, because, atMs: machine.clock.nowMs() })
}
