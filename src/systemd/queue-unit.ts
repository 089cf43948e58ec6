import type { Bus } from './bus.ts'
import type { JobMethod } from './jobs.ts'
import { managerInterface, managerPath } from './names.ts'

/** Queues a job for a unit, and does not wait for what becomes of it: only for the manager's word that it has heard. */
export async function queueUnit(bus: Bus, method: JobMethod, unit: string): Promise<void> {
  await bus.call({ path: managerPath, interface: managerInterface, member: method, signature: 'ss', body: [unit, 'replace'] })
}
