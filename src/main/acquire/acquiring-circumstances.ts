import { rememberedAnswers } from '../../drivers/sources/remembered-answers.ts'
import type { TrustMemory } from '../../drivers/trust/driver.ts'
import { machine } from '../../host/machine.ts'
import type { Places } from '../../upgrade/places.ts'
import type { App } from '../app.ts'
import type { Circumstances } from './beliefs.ts'
import { seenOnShelf } from '../last-seen.ts'
import { netFor } from './net-for.ts'

/** In which the harmless half verifies. */
export async function acquiringCircumstances(app: App): Promise<Circumstances> {
  return { net: netFor(app), lastSeen: await seenOnShelf(app.places), memory: sharedMemory(app.places) }
}

/** Its memory, the same for its source and its trust: one look at a repository is enough for both. It may be lost. */
function sharedMemory({ answers: where }: Places): TrustMemory {
  const answers = rememberedAnswers(machine.disk, { directory: where, uid: machine.facts.uid })
  return {
    where,
    recall: async (name) => (await answers.recall(name))?.bytes ?? null,
    keep: (name, bytes) => answers.keep(name, { validator: name, bytes }),
  }
}
