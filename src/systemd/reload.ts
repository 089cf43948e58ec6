import { isFailure } from '../errors.ts'
import type { Bus } from './bus.ts'
import { reloadMs } from './limits.ts'
import { managerInterface, managerPath } from './names.ts'

/** Makes the manager read unit files again; its answer comes when it has. */
export async function reloadManager(bus: Bus): Promise<void> {
  let ended: 'yes' | 'no' = 'no'
  const stop = await bus.listen((event) => {
    const isEnd = event.kind === 'signal' && event.signal.member === 'Reloading' && event.signal.interface === managerInterface && event.signal.body[0] === false
    if (isEnd) ended = 'yes'
  })
  try {
    await bus.call({ path: managerPath, interface: managerInterface, member: 'Reload' }, { timeoutMs: reloadMs })
  } catch (thrown) {
    // Somebody else's reload may swallow our answer (failures.md F29); a reload that ended after we asked is as good as ours.
    if (!isFailure(thrown) || thrown.code !== 'UNAVAILABLE' || ended === 'no') throw thrown
  } finally {
    stop()
  }
}
