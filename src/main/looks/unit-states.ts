import { isFailure } from '../../errors.ts'
import type { StatusReport } from '../../upgrade/report.ts'
import type { App } from '../app.ts'
import { hasSystemd, serviceFor } from '../service.ts'

/** The state of every unit of an app; of one that cannot be read, why. */
export async function unitStates({ settings }: App): Promise<StatusReport['units']> {
  if ((await hasSystemd()) === 'no') return []
  const service = await serviceFor('now')
  return Promise.all(settings.units.map(async ({ name }) => {
    try {
      const { activeState, subState, activeEnteredUs } = await service.state(name)
      return { name, activeState, subState, sinceUs: activeEnteredUs }
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
      return { name, activeState: 'unknown', subState: thrown.message, sinceUs: 0 }
    }
  }))
}
