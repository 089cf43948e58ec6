import { isAtRest } from '../../policy/at-rest.ts'
import type { Plan } from '../plan.ts'
import type { JobResult } from '../ports.ts'
import type { StepPorts } from './step.ts'
import { noteSurvivors } from './survivors.ts'

/** Stops a unit with its own patience; one that is down already is `done`. What its KillMode= spares is noted. */
export async function stopUnit(plan: Plan, name: string, ports: StepPorts): Promise<JobResult> {
  if (isAtRest(await ports.service.state(name))) return 'done'
  const stopped = await ports.service.job(name, 'stop', ports.clock.deadline(plan.restartTimeoutMs))
  await noteSurvivors(name, stopped, ports)
  return stopped.result
}
