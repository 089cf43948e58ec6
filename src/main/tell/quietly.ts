import { machine } from '../../host/machine.ts'

/** Longer than this nobody waits for what is told to others. */
const patienceMs = 15_000

/** What is told to others never changes what happened, and never keeps it waiting: whatever goes wrong here is forgotten. */
export async function quietly(work: () => Promise<void>): Promise<void> {
  const done = new AbortController()
  const late = new Promise<void>((resolve) => machine.clock.deadline(patienceMs, done.signal).addEventListener('abort', () => resolve(), { once: true }))
  await Promise.race([work().catch(() => undefined), late])
  done.abort()
}
