import type { Gate, Refusal } from '../../upgrade/ports.ts'
import type { Request } from '../../upgrade/report.ts'
import type { Admitted } from '../../upgrade/run.ts'

/** Hears what is to be said of a plan, one sentence each, and what speaks against it. */
export interface Objections { readonly remark: (text: string) => void; readonly refuse: (refusal: Refusal) => void }
/** What a plan is made for. */
export interface Asked extends Objections { readonly transaction: string; readonly admitted: Admitted; readonly request: Request }

/** What is said while a plan is made, and the gates that say it when all is asked: so it stands in the report, and in what --dry-run shows. */
export function heard(): Objections & { readonly gates: readonly Gate[] } {
  const [remarks, refusals]: [string[], Refusal[]] = [[], []]
  const saying: Gate = { ask: async () => ({ kind: 'yes', ...(remarks.length === 0 ? {} : { remark: remarks.join('; ') }) }) }
  const refusing: Gate = { ask: async () => refusals[0] ?? { kind: 'yes' } }
  return { remark: (text) => void remarks.push(text), refuse: (refusal) => void refusals.push(refusal), gates: [saying, refusing] }
}
