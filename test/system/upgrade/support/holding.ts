import { once } from 'node:events'

import type { Machine } from '../../bed/machine.ts'

/** Somebody else holds this lock, by flock(1). Answers how it is let go of: it is free when that returns, and not a moment later. */
export async function holding(machine: Machine, lock: string): Promise<() => Promise<void>> {
  // Held until its standard input ends; the only one that has the file open is flock itself.
  const holder = machine.start(['flock', '--close', lock, 'sh', '-c', 'echo held; exec cat'])
  const ended = once(holder, 'close')
  const held = holder.stdout === null ? [] : once(holder.stdout, 'data')
  const early = ended.then(() => { throw new Error(`nobody could hold '${lock}'`) })
  await Promise.race([held, early])
  early.catch(() => {})
  return async () => {
    holder.stdin?.end()
    await ended
  }
}
