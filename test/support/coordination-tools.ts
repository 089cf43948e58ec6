import type { CoordinationTools, Sent } from '../../src/drivers/coordination/driver.ts'
import type { DriverSettings } from '../../src/upgrade/plan.ts'
import type { Answer } from '../../src/upgrade/ports.ts'

/** Carries every errand to `answer`, and writes down what happened, in order. */
export interface TestCoordination extends CoordinationTools { readonly happened: string[] }

export function coordinationTools(answer: (sent: Sent) => Promise<Answer> = async () => ({ kind: 'yes' }), owed: DriverSettings | null = null): TestCoordination {
  const happened: string[] = []
  return {
    happened,
    holder: async (app) => `host.${app}`,
    owed: async () => owed,
    forsake: async (app, because) => void happened.push(`forsaken ${app}: ${because}`),
    owe: async (app) => void happened.push(`owe ${app}`),
    paid: async (app) => void happened.push(`paid ${app}`),
    payLater: async (app, because) => void happened.push(`later ${app}: ${because}`),
    async carry(app, sent) {
      happened.push(`${sent.errand.kind} ${app} as ${sent.errand.holder}`)
      return answer(sent)
    },
  }
}
