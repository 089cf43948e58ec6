import { failure } from '../errors.ts'
import type { Plan } from './plan.ts'
import type { Gate, Refusal } from './ports.ts'
import type { Request } from './report.ts'

/** `remarks`: what a gate has to say with its yes, and what force passed over (`forced`, which is planned, so that the journal keeps it), in words. */
export interface Asked { readonly remarks: readonly string[]; readonly forced: readonly string[]; readonly migrates: 'yes' | 'no' }

/**
 * Asks every gate, in order; the first no ends the run before anything is touched. REFUSED for
 * a no that will be the same tomorrow, or its own code; TEMPORARY, with how often to ask again, for one that only means: not now (formats.md P12).
 */
export async function askGates(gates: readonly Gate[], plan: Plan, request: Pick<Request, 'force'>, signal: AbortSignal): Promise<Asked> {
  const [remarks, forced]: [string[], string[]] = [[], []]
  let migrates: Asked['migrates'] = 'no'
  for (const gate of gates) {
    const said = await gate.ask(plan, signal)
    if (said.kind === 'yes') {
      if (said.remark !== undefined) remarks.push(said.remark)
      migrates = said.migrates ?? migrates
      continue
    }
    if (said.overridable === 'no' || request.force === 'no') throw refused(said)
    remarks.push(`passed by force: ${said.reason}`)
    forced.push(said.reason)
  }
  return { remarks, forced, migrates }
}

function refused({ reason, next, again, code }: Refusal): Error {
  return again === undefined ? failure(code ?? 'REFUSED', reason, { next }) : failure('TEMPORARY', reason, { next, again })
}
