import { watchUnit } from '../systemd/watch-unit.ts'
import type { Shown } from '../upgrade/report.ts'
import { theBus } from './service.ts'

/** Shows another unit's status line (sd_notify STATUS=) whenever it changes, until the signal aborts. Answers the invocations it saw. `looks`: from now on none is missed. */
export async function showStatus(unit: string, show: (shown: Shown) => void, signal: AbortSignal, looks: () => void = () => {}): Promise<ReadonlySet<string>> {
  const invocations = new Set<string>()
  let last = ''
  for await (const sight of watchUnit(theBus(), unit, signal)) {
    if (sight.kind === 'state') invocations.add(sight.state.invocationId)
    const text = sight.kind === 'state' ? sight.state.statusText : ''
    if (text !== '' && text !== last) show({ kind: 'status', text })
    last = text
    looks()
  }
  return invocations
}
