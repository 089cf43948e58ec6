import { watchUnit } from '../systemd/watch-unit.ts'
import type { Shown } from '../upgrade/report.ts'
import { theBus } from './service.ts'

/** Shows another unit's status line (sd_notify STATUS=) whenever it changes, until the signal aborts. */
export async function showStatus(unit: string, show: (shown: Shown) => void, signal: AbortSignal): Promise<void> {
  let last = ''
  for await (const sight of watchUnit(theBus(), unit, signal)) {
    const text = sight.kind === 'state' ? sight.state.statusText : ''
    if (text !== '' && text !== last) show({ kind: 'status', text })
    last = text
  }
}
