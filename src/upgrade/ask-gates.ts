import { failure } from '../errors.ts'
import type { Plan } from './plan.ts'
import type { Gate, Refusal } from './ports.ts'
import type { Request } from './report.ts'

/**
 * Asks every gate, in order; the first no ends the run before anything is touched. Answers what force passed over, in words for the record. REFUSED for
 * a no that will be the same tomorrow; TEMPORARY, with how often to ask again, for one that only means: not now (formats.md P12).
 */
export async function askGates(gates: readonly Gate[], plan: Plan, request: Pick<Request, 'force'>, signal: AbortSignal): Promise<readonly string[]> {
  const passed: string[] = []
  for (const gate of gates) {
    const said = await gate.ask(plan, signal)
    if (said.kind === 'yes') continue
    if (said.overridable === 'no' || request.force === 'no') throw refused(said)
    passed.push(`passed by force: ${said.reason}`)
  }
  return passed
}

function refused({ reason, next, again }: Refusal): Error {
  return again === undefined ? failure('REFUSED', reason, { next }) : failure('TEMPORARY', reason, { next, again })
}
