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
      await payBefore(app, settings, tools)
      await tools.owe(app, settings)
      return tools.carry(app, { settings, errand: { kind: 'ask', holder: await tools.holder(app) } })
    },
    async done({ app }) {
      const trouble = await letGo(app, settings, tools)
      if (trouble === null) await tools.paid(app)
      else await tools.payLater(app, trouble)
    },
  }
}

/**
 * The settings name another server than the one that an earlier run still owes: what is written down now would take the place of that, and nobody would ever let go
 * of that lock. A server that is gone for good must not stop upgrades, so that it is tried once, and said.
 */
async function payBefore(app: string, settings: DriverSettings, tools: CoordinationTools): Promise<void> {
  const before = await tools.owed(app)
  if (before === null || JSON.stringify(before) === JSON.stringify(settings)) return
  const trouble = await letGo(app, before, tools)
  if (trouble !== null) await tools.forsake(app, trouble)
}

/** Null: it was let go of; else why not. */
export async function letGo(app: string, settings: DriverSettings, tools: CoordinationTools): Promise<string | null> {
  try {
    const said = await tools.carry(app, { settings, errand: { kind: 'done', holder: await tools.holder(app) } })
    return said.kind === 'yes' ? null : said.reason
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown.message
  }
}
