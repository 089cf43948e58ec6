import { isFailure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Answer, Coordinator } from '../../upgrade/ports.ts'
import type { CoordinationTools } from './driver.ts'

/** Nobody is asked, and nothing is owed. */
export const nobody: Coordinator = {
  ask: async (): Promise<Answer> => ({ kind: 'yes' }),
  done: async () => {},
}

/**
 * Asks a lock's server. It is owed a `done` from the moment before it was asked, because the answer may be lost on its way to us. That it cannot be
 * told now is no reason to call an upgrade that went well anything else, or to keep a rollback from its end: the debt is written down, and paid later.
 */
export function coordinator(settings: DriverSettings, tools: CoordinationTools): Coordinator {
  return {
    async ask({ app }) {
      await tools.owe(app, settings)
      return tools.carry(app, { settings, errand: { kind: 'ask', holder: await tools.holder(app) } })
    },
    async done({ app }) {
      try {
        const said = await tools.carry(app, { settings, errand: { kind: 'done', holder: await tools.holder(app) } })
        if (said.kind === 'yes') await tools.paid(app)
        else await tools.payLater(app, said.reason)
      } catch (thrown) {
        if (!isFailure(thrown)) throw thrown
        await tools.payLater(app, thrown.message)
      }
    },
  }
}
