import { machine } from '../../host/machine.ts'
import type { Skip } from '../../policy/standing.ts'
import { foundIll, type TransactionRecord } from '../../upgrade/memory/records.ts'
import { readWords, skipsOf } from '../../upgrade/memory/skips.ts'
import type { App } from '../app.ts'

/** What this machine does not take by itself: found ill here, or said by a person. */
export async function skipsOn({ places }: Pick<App, 'places'>, records: readonly TransactionRecord[]): Promise<readonly Skip[]> {
  return skipsOf(foundIll(records), await readWords(machine.disk, places.words))
}
