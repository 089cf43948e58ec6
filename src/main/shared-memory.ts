import { rememberedAnswers } from '../drivers/sources/remembered-answers.ts'
import type { TrustMemory } from '../drivers/trust/driver.ts'
import { machine } from '../host/machine.ts'
import type { Places } from '../upgrade/places.ts'

/** The acquiring half's memory, the same for its source and its trust: one look at a repository is enough for both. It may be lost. */
export function sharedMemory({ answers: where }: Places): TrustMemory {
  const answers = rememberedAnswers(machine.disk, { directory: where, uid: machine.facts.uid })
  return {
    where,
    recall: async (name) => (await answers.recall(name))?.bytes ?? null,
    keep: (name, bytes) => answers.keep(name, { validator: name, bytes }),
  }
}
